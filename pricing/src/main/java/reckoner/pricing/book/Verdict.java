package reckoner.pricing.book;

import org.jspecify.annotations.Nullable;

/** Why a rung of a ladder gave the price, or did not. */
public sealed interface Verdict {
  /** The stable name of a verdict. */
  enum Code {
    CHOSEN,
    A_HIGHER_RUNG_APPLIES,
    MULTIPLIES_NOTHING,
    NOT_YET_IN_FORCE,
    NO_LONGER_IN_FORCE,
    DIMENSIONS_NOT_COVERED,
    PRODUCT_NOT_PRICED,
    NO_BOOK
  }

  /** The entry gives the price. */
  record Chosen(DatedEntry entry) implements Verdict {}

  /** The entry would give the price if it were not for a higher rung. */
  record AHigherRungApplies(DatedEntry entry, Rung higher) implements Verdict {}

  /** A multiplier where the list has no price. */
  record MultipliesNothing(MultiplierEntry entry) implements Verdict {}

  /** The first entry for the event that starts after it; none has ended before. */
  record NotYetInForce(DatedEntry entry) implements Verdict {}

  /**
   * The last entry for the event that ended before it.
   *
   * @param next the first that starts after it, null where none does
   */
  record NoLongerInForce(DatedEntry entry, @Nullable DatedEntry next) implements Verdict {}

  /** The product has entries, but none for the event; the nearest differs in the fewest values. */
  record DimensionsNotCovered(DatedEntry nearest) implements Verdict {}

  record ProductNotPriced() implements Verdict {}

  record NoBook() implements Verdict {}

  default Code code() {
    return switch (this) {
      case Chosen _ -> Code.CHOSEN;
      case AHigherRungApplies _ -> Code.A_HIGHER_RUNG_APPLIES;
      case MultipliesNothing _ -> Code.MULTIPLIES_NOTHING;
      case NotYetInForce _ -> Code.NOT_YET_IN_FORCE;
      case NoLongerInForce _ -> Code.NO_LONGER_IN_FORCE;
      case DimensionsNotCovered _ -> Code.DIMENSIONS_NOT_COVERED;
      case ProductNotPriced _ -> Code.PRODUCT_NOT_PRICED;
      case NoBook _ -> Code.NO_BOOK;
    };
  }

  /** In words, for a person. */
  default String words() {
    return switch (this) {
      case Chosen v -> "gives the price: %s".formatted(named(v.entry));
      case AHigherRungApplies v ->
          "would give %s, but the %s applies".formatted(named(v.entry), v.higher.words());
      case MultipliesNothing v ->
          "%s multiplies nothing: the list has no price".formatted(named(v.entry));
      case NotYetInForce v ->
          "%s is not in force before %s".formatted(named(v.entry), v.entry.start());
      case NoLongerInForce v -> {
        var next = v.next;
        yield "%s ended at %s%s"
            .formatted(
                named(v.entry),
                v.entry.end(),
                next == null ? "" : ", the next starts at " + next.start());
      }
      case DimensionsNotCovered v ->
          "has no entry for these dimensions, the nearest is %s".formatted(named(v.nearest));
      case ProductNotPriced _ -> "does not price this product";
      case NoBook _ -> "there is none";
    };
  }

  private static String named(DatedEntry entry) {
    return "%s (%s)".formatted(entry.key(), entry.cell());
  }
}
