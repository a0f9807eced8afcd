package reckoner.catalog.template;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * What offers cost over a range of volumes, unit for unit, before tax.
 *
 * <p>Totals are exact at every volume that is shown. Where an offer becomes cheaper than another is
 * sought between neighbouring points of {@link Volumes#samples}, about 24 for each power of ten, by
 * halving down to one unit; an offer that is cheaper only within one such gap is not seen.
 *
 * @param samples totals at the points of a chart
 * @param rows totals at round volumes, for a table
 */
public record Comparison(
    List<TemplateOffer> offers, List<Row> samples, List<Row> rows, List<Crossing> crossings) {
  /** Fewest and most offers that are compared. */
  public static final int OFFERS_MIN = 2;

  public static final int OFFERS_MAX = 6;

  /**
   * @param totals of the offers, in their order
   */
  public record Row(long units, List<BigDecimal> totals) {
    public Row {
      totals = List.copyOf(totals);
    }

    public BigDecimal least() {
      return totals.stream().min(BigDecimal::compareTo).orElseThrow();
    }
  }

  /**
   * From so many units on one offer is cheaper than the other, which was cheaper before.
   *
   * @param before places of the offers in their list
   */
  public record Crossing(
      int before, int after, long units, BigDecimal beforeTotal, BigDecimal afterTotal) {}

  public Comparison {
    offers = List.copyOf(offers);
    samples = List.copyOf(samples);
    rows = List.copyOf(rows);
    crossings = List.copyOf(crossings);
  }

  /** Offers of one currency, over volumes from the first to the last, both included. */
  public static Comparison of(List<TemplateOffer> offers, long from, long to) {
    if (offers.size() < OFFERS_MIN || offers.size() > OFFERS_MAX) {
      throw new IllegalArgumentException(
          "%d to %d offers are compared, not %d".formatted(OFFERS_MIN, OFFERS_MAX, offers.size()));
    }
    if (offers.stream().map(TemplateOffer::currency).distinct().count() != 1) {
      throw new IllegalArgumentException("offers of different currencies are not compared");
    }
    var totals = offers.stream().map(Totals::new).toList();
    var samples = Volumes.samples(from, to).stream().map(units -> row(totals, units)).toList();
    var rows = Volumes.round(from, to).stream().map(units -> row(totals, units)).toList();
    var crossings = new ArrayList<Crossing>();
    for (int one = 0; one < offers.size(); one++) {
      for (int other = one + 1; other < offers.size(); other++) {
        crossings(totals, samples, one, other, crossings);
      }
    }
    crossings.sort((a, b) -> Long.compare(a.units(), b.units()));
    return new Comparison(offers, samples, rows, crossings);
  }

  private static Row row(List<Totals> totals, long units) {
    return new Row(units, totals.stream().map(of -> of.at(units)).toList());
  }

  private static void crossings(
      List<Totals> totals, List<Row> samples, int one, int other, List<Crossing> into) {
    int cheaper = 0; // the sign of what the first costs more, where both differ
    long differed = 0;
    for (var sample : samples) {
      int sign = sample.totals().get(one).compareTo(sample.totals().get(other));
      if (sign != 0) {
        if (cheaper != 0 && sign != cheaper) {
          int before = sign < 0 ? other : one;
          int after = sign < 0 ? one : other;
          var units = firstCheaper(totals.get(after), totals.get(before), differed, sample.units());
          into.add(
              new Crossing(
                  before, after, units, totals.get(before).at(units), totals.get(after).at(units)));
        }
        cheaper = sign;
        differed = sample.units();
      }
    }
  }

  /** The first volume above `not` at which the offer is cheaper; at `yes` it is. */
  private static long firstCheaper(Totals offer, Totals than, long not, long yes) {
    long low = not;
    long high = yes;
    while (high - low > 1) {
      var middle = low + (high - low) / 2;
      if (offer.at(middle).compareTo(than.at(middle)) < 0) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  /** The totals of an offer. */
  private static final class Totals {
    private final Invoices invoices;

    Totals(TemplateOffer of) {
      this.invoices = Invoices.here(of);
    }

    BigDecimal at(long units) {
      return invoices.ofVolume(units).total();
    }
  }
}
