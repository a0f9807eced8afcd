package reckoner.standalone.calc;

import java.util.ArrayList;
import java.util.List;
import reckoner.proto.pricing.v1.ComputeDocumentResponse;

/** Documents for a person. */
final class DocumentWords {
  private DocumentWords() {}

  static List<String> of(ComputeDocumentResponse document) {
    var words = new ArrayList<String>();
    for (var line : document.getLinesList()) {
      words.add(
          "%s: exactly %s, %s".formatted(line.getKey(), line.getAmountExact(), line.getAmount()));
      line.getPriceStepsList().forEach(step -> words.add("  " + step.getWords()));
      line.getStepsList().forEach(step -> words.add("  " + step.getWords()));
      words.add("  due %s".formatted(line.getTotal()));
    }
    document.getStepsList().forEach(step -> words.add(step.getWords()));
    var totals = document.getTotals();
    words.add(
        "%s − %s discounts + %s raised − %s cut − %s credits + %s taxes = %s"
            .formatted(
                totals.getAmounts(),
                totals.getDiscounts(),
                totals.getRaised(),
                totals.getCut(),
                totals.getCredits(),
                totals.getTaxes(),
                totals.getTotal()));
    words.add(
        "%s − %s balance = %s due"
            .formatted(totals.getTotal(), totals.getBalanceUsed(), totals.getDue()));
    return words;
  }
}
