package reckoner.rating;

import java.util.List;
import java.util.Optional;
import reckoner.rating.ContractTerms.Charge;
import reckoner.rating.ContractTerms.Metered;
import reckoner.rating.ContractTerms.ModelUsage;

/** The charges of a contract that usage is counted by. */
public record UsageCharges(Optional<Charge> model, List<Charge> metered) {
  public UsageCharges {
    metered = List.copyOf(metered);
  }

  public static UsageCharges of(List<Charge> charges) {
    return new UsageCharges(
        charges.stream().filter(charge -> charge.terms() instanceof ModelUsage).findFirst(),
        charges.stream().filter(charge -> charge.terms() instanceof Metered).toList());
  }

  /** Whether all that is measured is kept with the events. */
  boolean isKept() {
    return metered.stream()
        .map(charge -> ((Metered) charge.terms()).meter())
        .allMatch(meter -> meter.isAdditive() || meter.isKept());
  }

  /** The book of model usage; without one, requests to models are counted by meters alone. */
  public Optional<Catalog.PinnedBook> book() {
    return model.map(charge -> ((ModelUsage) charge.terms()).book());
  }
}
