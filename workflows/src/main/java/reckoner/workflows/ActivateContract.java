package reckoner.workflows;

import java.time.InstantSource;

/**
 * Makes an accepted contract live: rating learns its terms. The activation time is kept before
 * rating hears of it, so that every attempt says the same.
 */
public final class ActivateContract {
  private final UnitOfWork work;
  private final ContractStore contracts;
  private final QuoteStore quotes;
  private final Rating rating;
  private final InstantSource clock;

  public ActivateContract(
      UnitOfWork work,
      ContractStore contracts,
      QuoteStore quotes,
      Rating rating,
      InstantSource clock) {
    this.work = work;
    this.contracts = contracts;
    this.quotes = quotes;
    this.rating = rating;
    this.clock = clock;
  }

  public void activate(String tenant, String key) {
    var contract = work.run(() -> beginActivation(tenant, key));
    if (contract.state() != Contract.State.ACCEPTED) {
      return;
    }
    rating.register(tenant, contract, quotes.find(tenant, key).orElseThrow().lines());
    work.run(() -> {
      var present = contracts.lock(tenant, key).orElseThrow();
      if (present.state() == Contract.State.ACCEPTED) {
        contracts.setState(tenant, key, Contract.State.ACTIVE);
      }
      return present;
    });
  }

  private Contract beginActivation(String tenant, String key) {
    var contract = contracts.lock(tenant, key).orElseThrow();
    if (contract.activateTime() != null) {
      return contract;
    }
    var now = clock.instant();
    var activated = contract.activatedAt(now);
    contracts.saveActivation(tenant, activated, now);
    return activated;
  }
}
