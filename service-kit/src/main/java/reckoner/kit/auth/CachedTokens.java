package reckoner.kit.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tokens of one service account, signed anew when half of their life is over; a signature for each
 * call would cost more than the call.
 */
public final class CachedTokens implements Tokens {
  private static final Duration REUSE = TokenSigner.LIFETIME.dividedBy(2);

  private final TokenSigner signer;
  private final String account;
  private final Role role;
  private final InstantSource realTime;
  private final Map<String, Signed> signed = new ConcurrentHashMap<>();

  private record Signed(String token, Instant at) {}

  public CachedTokens(TokenSigner signer, String account, Role role, InstantSource realTime) {
    this.signer = signer;
    this.account = account;
    this.role = role;
    this.realTime = realTime;
  }

  @Override
  public String tokenFor(String tenant) {
    var now = realTime.instant();
    var entry =
        signed.compute(
            tenant,
            (key, old) ->
                old != null && old.at().plus(REUSE).isAfter(now)
                    ? old
                    : new Signed(signer.sign(new Caller(tenant, account, role)), now));
    return entry.token();
  }
}
