package reckoner.rating;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.pricing.Period;
import reckoner.pricing.TokenClass;
import reckoner.rating.ContractTerms.Charge;
import reckoner.rating.ContractTerms.Metered;
import reckoner.rating.ContractTerms.ModelUsage;
import reckoner.rating.ContractTerms.Recurring;
import reckoner.rating.SpendWatches.Stored;
import reckoner.rating.Threshold.OfAmount;
import reckoner.rating.Threshold.OfCommitment;
import reckoner.rating.Threshold.OfQuantity;

/** Sets and removes thresholds of contracts, inside the caller's transaction. */
public final class SetThresholds {
  /** Of a contract; each look compares them all. */
  public static final int THRESHOLDS_MAX = 100;

  private final ContractStore contracts;
  private final SpendWatches watches;
  private final InstantSource businessTime;

  public SetThresholds(ContractStore contracts, SpendWatches watches, InstantSource businessTime) {
    this.contracts = contracts;
    this.watches = watches;
    this.businessTime = businessTime;
  }

  /** What stands on a contract. */
  public record Watched(List<Threshold> thresholds, Optional<Duration> followEvery) {
    public Watched {
      thresholds = List.copyOf(thresholds);
    }
  }

  public Watched list(String tenant, String contract) {
    terms(tenant, contract);
    return new Watched(
        active(watches.thresholds(tenant, contract)), watches.follow(tenant, contract));
  }

  public void set(String tenant, String contract, Threshold threshold) {
    var terms = terms(tenant, contract);
    check(terms, threshold);
    watches.lockGathering(tenant);
    var known = watches.thresholds(tenant, contract);
    var same =
        known.stream()
            .filter(stored -> stored.threshold().threshold().equals(threshold.threshold()))
            .findFirst();
    if (same.isPresent()) {
      requireSame(contract, same.get(), threshold);
      return;
    }
    if (active(known).size() >= THRESHOLDS_MAX) {
      throw Refusal.of(
              RatingReason.THRESHOLDS_TOO_MANY,
              "contract %s has %d thresholds".formatted(contract, THRESHOLDS_MAX))
          .asException();
    }
    var now = businessTime.instant();
    watches.addThreshold(tenant, contract, threshold, now);
    watches.watch(tenant, contract, watches.follow(tenant, contract), now);
  }

  private static void requireSame(String contract, Stored stored, Threshold threshold) {
    if (stored.isRemoved() || !stored.threshold().equals(threshold)) {
      throw Refusal.of(
              KitReason.KEY_TAKEN,
              "threshold %s of contract %s %s"
                  .formatted(
                      threshold.threshold(),
                      contract,
                      stored.isRemoved() ? "was removed" : "is set with other terms"))
          .asException();
    }
  }

  public void remove(String tenant, String contract, String threshold) {
    watches.lockGathering(tenant);
    var known = watches.thresholds(tenant, contract);
    var named =
        known.stream()
            .filter(stored -> stored.threshold().threshold().equals(threshold))
            .findFirst()
            .orElseThrow(() ->
                Refusal.of(
                        KitReason.NOT_FOUND,
                        "contract %s has no threshold %s".formatted(contract, threshold))
                    .asException());
    if (named.isRemoved()) {
      return;
    }
    watches.removeThreshold(tenant, contract, threshold, businessTime.instant());
    if (active(known).size() == 1 && watches.follow(tenant, contract).isEmpty()) {
      watches.unwatch(tenant, contract);
    }
  }

  /**
   * Has changes of a contract's spend told.
   *
   * @param every at most one of a period in this time; none to have none told
   */
  public void follow(String tenant, String contract, Optional<Duration> every) {
    terms(tenant, contract);
    watches.lockGathering(tenant);
    if (every.isEmpty() && active(watches.thresholds(tenant, contract)).isEmpty()) {
      watches.unwatch(tenant, contract);
    } else {
      watches.watch(tenant, contract, every, businessTime.instant());
    }
  }

  private static List<Threshold> active(List<Stored> stored) {
    return stored.stream().filter(one -> !one.isRemoved()).map(Stored::threshold).toList();
  }

  private ContractTerms terms(String tenant, String contract) {
    return contracts
        .find(tenant, contract)
        .orElseThrow(() ->
            Refusal.of(KitReason.NOT_FOUND, "there is no contract " + contract).asException());
  }

  private static void check(ContractTerms terms, Threshold threshold) {
    var faults = new ArrayList<Refusal.Fault>();
    switch (threshold.limit()) {
      case OfAmount(var charge, var _) ->
          charge.ifPresent(
              only -> requireCharges(terms, "threshold.amount.charge", Set.of(only), faults));
      case OfQuantity quantity -> checkUnits(terms, quantity, faults);
      case OfCommitment commitment -> {
        requireCharges(terms, "threshold.commitment.charges", commitment.charges(), faults);
        commitment
            .term()
            .filter(term -> !isOfWholePeriods(terms, term))
            .ifPresent(_ ->
                faults.add(
                    new Refusal.Fault(
                        "threshold.commitment.term", "is not of whole periods of the contract")));
      }
    }
    if (!faults.isEmpty()) {
      throw new Refusal(
              RatingReason.THRESHOLD_INVALID,
              "threshold %s does not fit contract %s"
                  .formatted(threshold.threshold(), terms.contract()),
              faults)
          .asException();
    }
  }

  private static void requireCharges(
      ContractTerms terms, String field, Set<String> named, List<Refusal.Fault> faults) {
    named.stream()
        .sorted()
        .filter(name -> charge(terms, name).isEmpty())
        .forEach(name ->
            faults.add(new Refusal.Fault(field, "names no charge of the contract: " + name)));
  }

  private static Optional<Charge> charge(ContractTerms terms, String name) {
    return terms.charges().stream().filter(charge -> charge.charge().equals(name)).findFirst();
  }

  private static void checkUnits(
      ContractTerms terms, OfQuantity quantity, List<Refusal.Fault> faults) {
    var charge = charge(terms, quantity.charge());
    if (charge.isEmpty()) {
      requireCharges(terms, "threshold.quantity.charge", Set.of(quantity.charge()), faults);
      return;
    }
    var field = "threshold.quantity.token_class";
    switch (charge.get().terms()) {
      case Recurring _ ->
          faults.add(
              new Refusal.Fault(
                  "threshold.quantity.charge", "is a fixed amount: it has no quantity"));
      case Metered _ -> {
        if (!quantity.tokenClass().isEmpty()) {
          faults.add(new Refusal.Fault(field, "is of model usage only"));
        }
      }
      case ModelUsage _ -> {
        if (TokenClass.ofWireName(quantity.tokenClass()).isEmpty()) {
          faults.add(
              new Refusal.Fault(field, "is not a known token class: " + quantity.tokenClass()));
        }
      }
    }
  }

  private static boolean isOfWholePeriods(ContractTerms terms, Period term) {
    return terms.periods().stream().anyMatch(period -> period.start().equals(term.start()))
        && terms.periods().stream().anyMatch(period -> period.end().equals(term.end()));
  }
}
