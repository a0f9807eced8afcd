package reckoner.pricing.document;

import java.math.BigDecimal;
import java.util.List;
import reckoner.pricing.Decimals;

/**
 * A line and what became of it: the amount and the effects of the steps come to the total.
 *
 * @param amount the line's amount, rounded
 * @param total what is due of the line, with its taxes
 */
public record ComputedLine(Line line, BigDecimal amount, List<LineStep> steps, BigDecimal total) {
  public ComputedLine {
    steps = List.copyOf(steps);
    var due = amount;
    for (var step : steps) {
      if (step.before().compareTo(due) != 0) {
        throw new IllegalArgumentException(
            "a step starts where the one before it ended: " + line.key() + " " + step);
      }
      due = due.add(step.effect());
    }
    if (due.compareTo(total) != 0) {
      throw new IllegalArgumentException(
          "the steps of line %s come to %s, not %s"
              .formatted(line.key(), Decimals.plain(due), Decimals.plain(total)));
    }
  }
}
