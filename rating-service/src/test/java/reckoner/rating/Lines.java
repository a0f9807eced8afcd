package reckoner.rating;

import java.util.List;
import reckoner.proto.rating.v1.DueCharge;

/** Due charges in one line each. */
final class Lines {
  private Lines() {}

  static String line(DueCharge charge) {
    return "%s %s %s: %s - %s = %s -> %s ~ %s, cost %s"
        .formatted(
            charge.getCharge(),
            charge.getModel(),
            charge.getTokenClass(),
            charge.getQuantity().getValue(),
            charge.getAllowance().getValue(),
            charge.getQuantityPriced().getValue(),
            charge.getAmountExact().getValue(),
            charge.getAmount().getValue(),
            charge.getCostExact().getValue());
  }

  static List<String> steps(DueCharge charge) {
    return charge.getStepsList().stream()
        .map(step ->
            "%s | %s - %s at %s/%d = %s"
                .formatted(
                    step.getCondition(),
                    step.getQuantity().getValue(),
                    step.getAllowance().getValue(),
                    step.getPrice().getValue(),
                    step.getPer(),
                    step.getAmountExact().getValue()))
        .toList();
  }
}
