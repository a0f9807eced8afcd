package reckoner.pricing.book;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The entries of one cell, which do not overlap, by their start. */
record Timeline<E extends DatedEntry>(List<E> entries) {
  private static final Comparator<DatedEntry> BY_START =
      Comparator.comparing(
          DatedEntry::start, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()));

  static <E extends DatedEntry> Timeline<E> of(List<E> entries) {
    return new Timeline<>(entries.stream().sorted(BY_START).toList());
  }

  E first() {
    return entries.getFirst();
  }

  @Nullable E at(Instant time) {
    int begun = begunBy(time);
    if (begun == 0) {
      return null;
    }
    var entry = entries.get(begun - 1);
    return entry.endsBy(time) ? null : entry;
  }

  /** The entry that ended last, asked only where none is in force. */
  @Nullable E lastEndedBy(Instant time) {
    int begun = begunBy(time);
    return begun == 0 ? null : entries.get(begun - 1);
  }

  @Nullable E firstAfter(Instant time) {
    int begun = begunBy(time);
    return begun == entries.size() ? null : entries.get(begun);
  }

  /** When an entry starts or ends. */
  Stream<Instant> changes() {
    return entries.stream()
        .flatMap(entry -> Stream.of(entry.start(), entry.end()))
        .filter(Objects::nonNull);
  }

  /** How many entries start at or before a time. */
  private int begunBy(Instant time) {
    int low = 0;
    int high = entries.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (entries.get(middle).startsAfter(time)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
