package reckoner.rating;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Rate;
import reckoner.pricing.UsageLine;
import reckoner.rating.Adjustment.Amounts;
import reckoner.rating.Adjustment.Kind;
import reckoner.rating.Adjustment.Line;
import reckoner.rating.Adjustment.Reason;
import reckoner.rating.PeriodAdjustments.Billed;
import reckoner.rating.PeriodAdjustments.Part;
import reckoner.rating.PeriodCharges.DueCharge;
import reckoner.rating.PeriodCharges.MeteredLine;
import reckoner.rating.PeriodCharges.ModelLine;

/** The lines by which a period that is rated again differs from what was billed of it. */
final class AdjustmentLines {
  private final Map<Part, Billed> billed;
  private final AdjustmentReasons reasons;
  private final List<Line> lines = new ArrayList<>();

  private AdjustmentLines(Map<Part, Billed> billed, AdjustmentReasons reasons) {
    this.billed = billed;
    this.reasons = reasons;
  }

  /**
   * The lines in the order of the document, then those that are gone. What was billed under a part
   * that neither rating has is taken back, so that nothing is billed under two parts (RULES A8).
   *
   * @param before as the close or the last adjustment knew the period
   */
  static List<Line> of(
      PeriodCharges before,
      PeriodCharges now,
      Map<Part, Billed> billed,
      AdjustmentReasons reasons) {
    var lines = new AdjustmentLines(billed, reasons);
    var were = byPart(before);
    var are = byPart(now);
    are.forEach((part, is) -> lines.add(part, were.get(part), is));
    were.forEach((part, was) -> {
      if (!are.containsKey(part)) {
        lines.add(part, was, null);
      }
    });
    billed.forEach((part, sofar) -> {
      if (!are.containsKey(part) && !were.containsKey(part)) {
        lines.add(part, sofar.line(), null);
      }
    });
    return lines.lines;
  }

  private static Map<Part, DueCharge> byPart(PeriodCharges charges) {
    var byPart = new LinkedHashMap<Part, DueCharge>();
    charges
        .charges()
        .forEach(charge -> byPart.put(new Part(charge.charge(), charge.part()), charge));
    return byPart;
  }

  private void add(Part part, @Nullable DueCharge was, @Nullable DueCharge is) {
    var sofar = billed.get(part);
    int revision = sofar == null ? 1 : sofar.revisions(); // 0 is the close's
    // what was billed is subtracted, never what would have been (RULES A8)
    var before = was == null ? Amounts.NONE : Amounts.of(was.line());
    var taken = before.billedAs(sofar == null ? BigDecimal.ZERO : sofar.amount());
    var due = is == null ? Amounts.NONE : Amounts.of(is.line());
    var why = reasons.of(part, opening(was).compareTo(opening(is)) != 0);
    if (was != null && is != null && isUnitPriceChanged(was.line(), is.line())) {
      why.put(Reason.PRICE_CORRECTED, 0L);
      lines.add(new Line(revision, Kind.REVERSAL, Amounts.NONE.minus(taken), was, why));
      lines.add(new Line(revision + 1, Kind.REPLACEMENT, due, is, why));
      return;
    }
    var difference = due.minus(taken);
    if (!difference.isNothing()) {
      lines.add(
          new Line(
              revision,
              Kind.DIFFERENCE,
              difference,
              is == null ? Objects.requireNonNull(was) : is,
              why));
    }
  }

  private static BigDecimal opening(@Nullable DueCharge charge) {
    return charge != null && charge.line() instanceof MeteredLine line
        ? line.opening()
        : BigDecimal.ZERO;
  }

  /** Whether a unit costs something else than before under one condition (RULES G3). */
  private static boolean isUnitPriceChanged(PeriodCharges.Line was, PeriodCharges.Line is) {
    if (was instanceof ModelLine(var _, var before) && is instanceof ModelLine(var _, var now)) {
      var prices = new HashMap<String, Rate>();
      before.steps().forEach(step -> prices.put(step.condition(), step.price()));
      return now.steps().stream().anyMatch(step -> isOther(step, prices.get(step.condition())));
    }
    return was instanceof MeteredLine before
        && is instanceof MeteredLine now
        && (!before.priceVersion().equals(now.priceVersion())
            || isOther(before.unitPrice(), now.unitPrice()));
  }

  private static boolean isOther(String before, String now) {
    return !before.isEmpty() && !now.isEmpty() && !before.equals(now);
  }

  private static boolean isOther(UsageLine.Step step, @Nullable Rate before) {
    return before != null
        && (step.price().per() != before.per()
            || step.price().amount().compareTo(before.amount()) != 0);
  }
}
