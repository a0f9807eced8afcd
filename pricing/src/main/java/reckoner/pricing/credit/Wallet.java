package reckoner.pricing.credit;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import reckoner.pricing.Decimals;

/**
 * All the credit that may pay a charge.
 *
 * @param reserved open holds and unbilled rated usage, 0 or more: counts against the balance and
 *     its floor, always (RULES F4)
 */
public record Wallet(List<Grant> grants, Overdraft overdraft, BigDecimal reserved) {
  public Wallet {
    grants = List.copyOf(grants);
    reserved = Decimals.normalise(reserved);
    if (reserved.signum() < 0) {
      throw new IllegalArgumentException(
          "what is reserved is 0 or more: " + Decimals.plain(reserved));
    }
    var ids = new HashSet<String>();
    ids.add(overdraft.id());
    for (var grant : grants) {
      if (!ids.add(grant.id())) {
        throw new IllegalArgumentException("a grant stands once: " + grant.id());
      }
    }
  }

  public static Wallet of(List<Grant> grants) {
    return new Wallet(grants, Overdraft.none(), BigDecimal.ZERO);
  }

  /** What the grants in force hold, less the overdraft. */
  public BigDecimal balance(Instant time) {
    return Decimals.normalise(
        grants.stream()
            .filter(grant -> grant.isInForce(time))
            .map(Grant::remaining)
            .reduce(overdraft.balance(), BigDecimal::add));
  }

  /** What may be drawn until the floor is reached; below 0 where too much is reserved. */
  public BigDecimal available(Instant time) {
    return Decimals.normalise(balance(time).subtract(overdraft.floor()).subtract(reserved));
  }

  Wallet paying(Entry entry, Charge charge) {
    return entry.grant().equals(overdraft.id())
        ? new Wallet(grants, overdraft.paying(charge, entry.amount()), reserved)
        : adding(entry.grant(), entry.amount().negate());
  }

  /** Gives back what an entry drew. */
  Wallet returning(Entry entry) {
    return entry.grant().equals(overdraft.id())
        ? new Wallet(grants, overdraft.settled(entry.charge(), entry.amount()), reserved)
        : adding(entry.grant(), entry.amount());
  }

  private Wallet adding(String grant, BigDecimal amount) {
    if (grants.stream().noneMatch(one -> one.id().equals(grant))) {
      throw new IllegalArgumentException("the wallet has no such grant: " + grant);
    }
    return new Wallet(
        grants.stream()
            .map(one -> one.id().equals(grant) ? one.with(one.remaining().add(amount)) : one)
            .toList(),
        overdraft,
        reserved);
  }
}
