package reckoner.pricing.book;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.model.CellIndex;

/**
 * A book to be asked: a hash table for each product, within it one for each set of named
 * dimensions, and a binary search by time. Asking allocates nothing.
 */
public final class PriceIndex<E extends DatedEntry> {
  private final Map<String, CellIndex<Timeline<E>>> products;

  private PriceIndex(List<String> dimensions, List<E> entries) {
    var texts = new HashMap<String, String>();
    var cells = new LinkedHashMap<String, Map<Map<String, String>, List<E>>>();
    for (var entry : entries) {
      cells
          .computeIfAbsent(entry.product(), _ -> new LinkedHashMap<>())
          .computeIfAbsent(shared(entry.dimensions(), texts), _ -> new ArrayList<>(1))
          .add(entry);
    }
    products = HashMap.newHashMap(cells.size());
    for (var product : cells.entrySet()) {
      var timelines = new LinkedHashMap<Map<String, String>, Timeline<E>>();
      product.getValue().forEach((values, cell) -> timelines.put(values, Timeline.of(cell)));
      products.put(
          product.getKey(), CellIndex.of(dimensions, CellIndex.Specificity.MOST_NAMED, timelines));
    }
  }

  /**
   * The same values, each text once in the whole index: a look-up waits for memory more than for
   * anything else, and the few values of all dimensions stay in the processor's caches.
   */
  private static Map<String, String> shared(Map<String, String> values, Map<String, String> texts) {
    var shared = HashMap.<String, String>newHashMap(values.size());
    values.forEach((name, value) -> shared.put(name, texts.computeIfAbsent(value, text -> text)));
    return shared;
  }

  public static PriceIndex<BookEntry> of(PriceBook book) {
    return new PriceIndex<>(book.dimensions(), book.entries());
  }

  public static PriceIndex<MultiplierEntry> of(Multipliers multipliers) {
    return new PriceIndex<>(multipliers.dimensions(), multipliers.entries());
  }

  /** The entry in force of the most specific cell that has one; null where there is none. */
  public @Nullable E find(String product, Map<String, String> dimensions, Instant time) {
    var cells = products.get(product);
    if (cells == null) {
      return null;
    }
    for (int group = 0; group < cells.groups(); group++) {
      var timeline = cells.in(group, dimensions);
      if (timeline != null) {
        var entry = timeline.at(time);
        if (entry != null) {
          return entry;
        }
      }
    }
    return null;
  }

  /** When an entry for such events starts or ends. */
  Stream<Instant> changes(String product, Map<String, String> dimensions) {
    var cells = products.get(product);
    return cells == null
        ? Stream.empty()
        : IntStream.range(0, cells.groups())
            .mapToObj(group -> Optional.ofNullable(cells.in(group, dimensions)))
            .flatMap(Optional::stream)
            .flatMap(Timeline::changes);
  }

  /** Why there is no entry in force; slower, for explanations. */
  Verdict whyNone(String product, Map<String, String> dimensions, Instant time) {
    var cells = products.get(product);
    if (cells == null) {
      return new Verdict.ProductNotPriced();
    }
    @Nullable E ended = null;
    @Nullable E coming = null;
    for (int group = 0; group < cells.groups(); group++) {
      var timeline = cells.in(group, dimensions);
      if (timeline != null) {
        ended = later(ended, timeline.lastEndedBy(time));
        coming = sooner(coming, timeline.firstAfter(time));
      }
    }
    if (ended != null) {
      return new Verdict.NoLongerInForce(ended, coming);
    }
    return coming == null
        ? new Verdict.DimensionsNotCovered(nearest(cells, dimensions))
        : new Verdict.NotYetInForce(coming);
  }

  /** The cell with the fewest values that the event has not; of equals the most specific. */
  private E nearest(CellIndex<Timeline<E>> cells, Map<String, String> dimensions) {
    return cells.cells().stream()
        .map(Timeline::first)
        .min(
            Comparator.comparingLong(entry ->
                entry.dimensions().entrySet().stream()
                    .filter(named -> !named.getValue().equals(dimensions.get(named.getKey())))
                    .count()))
        .orElseThrow();
  }

  private static <E extends DatedEntry> @Nullable E later(@Nullable E one, @Nullable E other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    var end = other.end();
    return end != null && !end.equals(one.end()) && one.endsBy(end) ? other : one;
  }

  private static <E extends DatedEntry> @Nullable E sooner(@Nullable E one, @Nullable E other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    var start = other.start();
    return start == null || one.startsAfter(start) ? other : one;
  }
}
