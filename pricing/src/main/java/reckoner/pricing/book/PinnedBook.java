package reckoner.pricing.book;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The version of a book that a contract pins and the later ones that it follows where the pinned
 * one has no entry in force (RULES D1). Of several later ones the earliest that has one answers, so
 * that a version never changes what one before it has said.
 *
 * @param versions the pinned one first, later ones ascending
 */
public record PinnedBook<E extends DatedEntry>(List<PriceIndex<E>> versions) {
  public PinnedBook {
    versions = List.copyOf(versions);
    if (versions.isEmpty()) {
      throw new IllegalArgumentException("a version is pinned");
    }
  }

  /** The pinned version and what later ones add to it; the default. */
  public static <E extends DatedEntry> PinnedBook<E> following(
      PriceIndex<E> pinned, List<PriceIndex<E>> later) {
    return new PinnedBook<>(Stream.concat(Stream.of(pinned), later.stream()).toList());
  }

  /** The pinned version alone. */
  public static <E extends DatedEntry> PinnedBook<E> fixed(PriceIndex<E> pinned) {
    return new PinnedBook<>(List.of(pinned));
  }

  /** The entry in force; null where no version has one. */
  public @Nullable E find(String product, Map<String, String> dimensions, Instant time) {
    for (var version : versions) {
      var entry = version.find(product, dimensions, time);
      if (entry != null) {
        return entry;
      }
    }
    return null;
  }

  /** When an entry for such events starts or ends, in any version. */
  Stream<Instant> changes(String product, Map<String, String> dimensions) {
    return versions.stream().flatMap(version -> version.changes(product, dimensions));
  }

  /** What the version says that comes nearest to having an entry in force, the pinned one first. */
  Verdict whyNone(String product, Map<String, String> dimensions, Instant time) {
    return versions.stream()
        .map(version -> version.whyNone(product, dimensions, time))
        .reduce((one, other) -> nearness(other) > nearness(one) ? other : one)
        .orElseThrow();
  }

  private static int nearness(Verdict verdict) {
    return switch (verdict.code()) {
      case NOT_YET_IN_FORCE, NO_LONGER_IN_FORCE -> 2;
      case DIMENSIONS_NOT_COVERED -> 1;
      case PRODUCT_NOT_PRICED, NO_BOOK, MULTIPLIES_NOTHING, A_HIGHER_RUNG_APPLIES, CHOSEN -> 0;
    };
  }
}
