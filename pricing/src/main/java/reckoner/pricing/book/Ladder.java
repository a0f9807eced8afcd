package reckoner.pricing.book;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The books that a contract's prices come from, one on each rung (RULES D2). */
public final class Ladder {
  private static final Rung[] RUNGS = Rung.values();

  private final Map<Rung, PinnedBook<? extends DatedEntry>> books;

  private Ladder(Map<Rung, PinnedBook<? extends DatedEntry>> books) {
    this.books = books;
  }

  public static Ladder empty() {
    return new Ladder(new EnumMap<>(Rung.class));
  }

  /** This ladder with a book on a rung that has prices of its own. */
  public Ladder withPrices(Rung rung, PinnedBook<BookEntry> book) {
    return with(rung, book, false);
  }

  /** This ladder with multipliers on a rung that multiplies. */
  public Ladder withMultipliers(Rung rung, PinnedBook<MultiplierEntry> multipliers) {
    return with(rung, multipliers, true);
  }

  private Ladder with(Rung rung, PinnedBook<? extends DatedEntry> book, boolean multiplies) {
    if (rung.multiplies() != multiplies) {
      throw new IllegalArgumentException(
          "the %s %s".formatted(rung.words(), multiplies ? "has prices" : "multiplies"));
    }
    var copy = new EnumMap<Rung, PinnedBook<? extends DatedEntry>>(Rung.class);
    copy.putAll(books);
    copy.put(rung, book);
    return new Ladder(copy);
  }

  /** The price that applies, without the reasons; null where the event is unpriced. */
  public @Nullable LadderPrice find(String product, Map<String, String> dimensions, Instant time) {
    for (var rung : RUNGS) {
      var entry = entry(rung, product, dimensions, time);
      var price = entry == null ? null : priceOf(rung, entry, product, dimensions, time);
      if (price != null) {
        return price;
      }
    }
    return null;
  }

  /** The price that applies, and for every rung why it does or does not. */
  public Answer explain(String product, Map<String, String> dimensions, Instant time) {
    @Nullable LadderPrice applies = null;
    var rungs = new ArrayList<Answer.Judged>();
    for (var rung : RUNGS) {
      var entry = entry(rung, product, dimensions, time);
      var price = entry == null ? null : priceOf(rung, entry, product, dimensions, time);
      Verdict verdict;
      if (entry == null) {
        var book = books.get(rung);
        verdict = book == null ? new Verdict.NoBook() : book.whyNone(product, dimensions, time);
      } else if (price == null) {
        verdict = multipliesNothing(entry);
      } else if (applies != null) {
        verdict = new Verdict.AHigherRungApplies(entry, applies.rung());
      } else {
        applies = price;
        verdict = new Verdict.Chosen(entry);
      }
      rungs.add(new Answer.Judged(rung, verdict));
    }
    return new Answer(product, dimensions, time, applies, rungs);
  }

  /** The instants at which the answer for such events may change, in no order. */
  Stream<Instant> changes(String product, Map<String, String> dimensions) {
    return books.values().stream().flatMap(book -> book.changes(product, dimensions));
  }

  private @Nullable DatedEntry entry(
      Rung rung, String product, Map<String, String> dimensions, Instant time) {
    var book = books.get(rung);
    return book == null ? null : book.find(product, dimensions, time);
  }

  /** The price by an entry of a rung; null for a multiplier where the list has no price. */
  private @Nullable LadderPrice priceOf(
      Rung rung, DatedEntry entry, String product, Map<String, String> dimensions, Instant time) {
    return switch (entry) {
      case BookEntry own -> new LadderPrice(rung, own, null);
      case MultiplierEntry multiplier ->
          entry(Rung.LIST, product, dimensions, time) instanceof BookEntry list
              ? new LadderPrice(rung, list, multiplier)
              : null;
    };
  }

  private static Verdict multipliesNothing(DatedEntry entry) {
    return switch (entry) {
      case MultiplierEntry multiplier -> new Verdict.MultipliesNothing(multiplier);
      case BookEntry price -> throw new IllegalStateException("has a price: " + price.key());
    };
  }
}
