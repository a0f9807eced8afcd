package reckoner.catalog;

import java.util.List;
import java.util.Optional;
import reckoner.pricing.RateCard;

/** What a public price list says, as far as the catalog can express it, in the list's order. */
public record PriceList(int providers, List<Model> models) {
  /**
   * A model of a provider.
   *
   * @param matchJson the match clause as it stands in the list
   * @param rates absent for a model without a price: its usage is unpriced (RULES D6)
   */
  public record Model(
      String provider, String id, String matchJson, MatchClause match, Optional<RateCard> rates) {}

  public PriceList {
    models = List.copyOf(models);
  }

  /**
   * Parts of a list of one kind and name that were not taken over as prices.
   *
   * @param count of all of them
   * @param places the first of them, in file order
   */
  public record Notice(Kind kind, String name, int count, List<String> places) {
    public Notice {
      places = List.copyOf(places);
    }

    /** See the proto's ImportNotice.Kind; the gravest first. */
    public enum Kind {
      INEXPRESSIBLE,
      UNPRICED_MODEL,
      NOT_FOLLOWED
    }
  }

  /** Something that is wrong, and where in the file. */
  public record Fault(String place, String message) {}

  /** What reading a file gave: nothing of it is imported when there is a fault. */
  public record Reading(PriceList list, List<Notice> notices, List<Fault> faults) {
    public Reading {
      notices = List.copyOf(notices);
      faults = List.copyOf(faults);
    }
  }

  /** Number of stated prices: one for each entry, token class and size tier. */
  public int prices() {
    return models.stream()
        .flatMap(model -> model.rates().stream())
        .flatMap(card -> card.entries().stream())
        .flatMap(entry -> entry.rates().values().stream())
        .mapToInt(rates -> rates.tiers().size())
        .sum();
  }

  public List<Model> pricedModels() {
    return models.stream().filter(model -> model.rates().isPresent()).toList();
  }
}
