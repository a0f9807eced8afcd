package reckoner.catalog.template;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Volumes of a range at even steps of a logarithm, in whole numbers. */
public final class Volumes {
  /** The first two digits of each step, as those of the E24 series of electrical parts. */
  private static final List<Integer> SAMPLES =
      List.of(
          10, 11, 12, 13, 15, 16, 18, 20, 22, 24, 27, 30, 33, 36, 39, 43, 47, 51, 56, 62, 68, 75,
          82, 91);

  private static final List<Integer> ROUND = List.of(10, 20, 50);

  private Volumes() {}

  /** For charts and for crossings; the ends are among them. */
  public static List<Long> samples(long from, long to) {
    return steps(SAMPLES, from, to);
  }

  /** For tables: 1, 2, 5, 10, 20, 50 …; the ends are among them. */
  public static List<Long> round(long from, long to) {
    return steps(ROUND, from, to);
  }

  private static List<Long> steps(List<Integer> digits, long from, long to) {
    if (from < 1 || to <= from || to > Invoices.UNITS_MAX) {
      throw new IllegalArgumentException(
          "a range of volumes is from 1 or more to more, at most %,d: %d to %d"
              .formatted(Invoices.UNITS_MAX, from, to));
    }
    var volumes = new TreeSet<Long>();
    volumes.add(from);
    volumes.add(to);
    for (long power = 1; power <= to; power *= 10) {
      for (var two : digits) {
        var volume = two * power / 10;
        if (volume >= from && volume <= to) {
          volumes.add(volume);
        }
      }
    }
    return new ArrayList<>(volumes);
  }
}
