package reckoner.workflows;

import java.time.InstantSource;

/**
 * Makes an accepted contract live: rating learns its terms. The activation time is kept before
 * rating hears of it, so that every attempt says the same. What rating refuses is kept on the
 * contract, for people to see, until it is taken.
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

  /**
   * @return false where rating refuses the terms
   */
  public boolean activate(String tenant, String key) {
    var contract = work.run(() -> beginActivation(tenant, key));
    if (contract.state() != Contract.State.ACCEPTED) {
      return true;
    }
    var lines = quotes.find(tenant, key).orElseThrow().lines();
    var result = rating.register(tenant, contract, lines);
    return work.run(() -> keep(tenant, key, result));
  }

  private boolean keep(String tenant, String key, Rating.RegisterResult result) {
    if (contracts.lock(tenant, key).orElseThrow().state() != Contract.State.ACCEPTED) {
      return true;
    }
    return switch (result) {
      case Rating.Registered() -> {
        contracts.setState(tenant, key, Contract.State.ACTIVE);
        yield true;
      }
      case Rating.Refused(var reason, var message) -> {
        contracts.markRefused(tenant, key, new Contract.Refused(reason, message));
        yield false;
      }
    };
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
