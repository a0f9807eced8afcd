package reckoner.rating;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import reckoner.rating.ContractTerms.Charge;
import reckoner.rating.ContractTerms.Metered;
import reckoner.rating.PeriodAdjustments.Part;
import reckoner.rating.PeriodCharges.DueCharge;
import reckoner.rating.PeriodCharges.FixedLine;
import reckoner.rating.PeriodCharges.MeteredLine;
import reckoner.rating.PeriodCharges.ModelLine;
import reckoner.rating.PeriodSums.Portion;

/**
 * Adds up what a period's usage costs us (RULES G6). That of models stands on their lines; of what
 * a meter counts each event is asked for, where a cost book is pinned.
 */
final class SpendCosts {
  private final Set<String> costed;
  private Cost ofEvents = Cost.NOTHING;

  SpendCosts(ContractTerms terms) {
    this.costed =
        terms.charges().stream()
            .filter(charge -> charge.terms() instanceof Metered metered && metered.hasCosts())
            .map(Charge::charge)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether the events are asked for; the lines say everything otherwise. */
  boolean readsEvents() {
    return !costed.isEmpty();
  }

  /** Takes an event by what of it falls into which line. */
  void add(Map<Part, Portion> portions) {
    portions.forEach((line, portion) -> {
      if (costed.contains(line.charge())) {
        ofEvents = ofEvents.plus(portion.cost());
      }
    });
  }

  /** Of all lines, whose events were added. */
  Cost of(List<DueCharge> lines) {
    return lines.stream().map(this::ofLine).reduce(ofEvents, Cost::plus);
  }

  private Cost ofLine(DueCharge due) {
    return switch (due.line()) {
      case FixedLine _ -> Cost.NOTHING;
      case ModelLine(var _, var line) -> Cost.of(line.costExact());
      case MeteredLine line ->
          costed.contains(due.charge()) || isOfNothing(line)
              ? Cost.NOTHING
              : Cost.uncosted(line.events());
    };
  }

  /** What is asked of a period without usage, such as a capacity's price. */
  private static boolean isOfNothing(MeteredLine line) {
    return line.events() == 0 && line.charged().quantity().signum() == 0;
  }
}
