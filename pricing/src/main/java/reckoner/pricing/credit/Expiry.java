package reckoner.pricing.credit;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * What lapses because its grant expired.
 *
 * @param lapsed the grants that still held something, in the order of the wallet
 * @param wallet where they hold nothing
 */
public record Expiry(List<Lapsed> lapsed, Wallet wallet) {
  public record Lapsed(String grant, BigDecimal amount) {}

  public Expiry {
    lapsed = List.copyOf(lapsed);
  }

  /**
   * The instant of the expiry itself is expired: a grant is good for {@code [effective, expiry)}.
   */
  public static Expiry at(Instant time, Wallet wallet) {
    var lapsed =
        wallet.grants().stream()
            .filter(grant -> grant.isExpired(time) && grant.remaining().signum() > 0)
            .map(grant -> new Lapsed(grant.id(), grant.remaining()))
            .toList();
    var grants =
        wallet.grants().stream()
            .map(grant -> grant.isExpired(time) ? grant.with(BigDecimal.ZERO) : grant)
            .toList();
    return new Expiry(lapsed, new Wallet(grants, wallet.overdraft(), wallet.reserved()));
  }
}
