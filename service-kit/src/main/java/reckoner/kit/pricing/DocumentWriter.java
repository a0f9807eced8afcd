package reckoner.kit.pricing;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rounding;
import reckoner.pricing.document.ComputedDocument;
import reckoner.pricing.document.ComputedLine;
import reckoner.pricing.document.Discount;
import reckoner.pricing.document.DocumentStep;
import reckoner.pricing.document.Line;
import reckoner.pricing.document.LineStep;
import reckoner.pricing.document.Totals;
import reckoner.proto.pricing.v1.ComputeDocumentRequest;
import reckoner.proto.pricing.v1.ComputeDocumentResponse;
import reckoner.proto.pricing.v1.ComputeDocumentResponse.StepKind;
import reckoner.proto.pricing.v1.Step;

/** A computed document for the wire, each step in words and numbers. */
final class DocumentWriter {
  private final Rounding rounding;
  private final Map<String, List<Step>> priceSteps;

  DocumentWriter(Rounding rounding, Map<String, List<Step>> priceSteps) {
    this.rounding = rounding;
    this.priceSteps = priceSteps;
  }

  ComputeDocumentResponse document(ComputedDocument document) {
    var response = ComputeDocumentResponse.newBuilder();
    document.lines().forEach(line -> response.addLines(line(line)));
    document.steps().forEach(step -> response.addSteps(step(step)));
    return response.setTotals(totals(document.totals())).build();
  }

  private ComputeDocumentResponse.ComputedLine line(ComputedLine line) {
    var taxes = BigDecimal.ZERO;
    var wire =
        ComputeDocumentResponse.ComputedLine.newBuilder()
            .setKey(line.line().key())
            .setKind(kind(line.line().kind()))
            .setAmountExact(plain(line.line().amountExact()))
            .setAmount(money(line.amount()))
            .setTotal(money(line.total()));
    wire.addAllPriceSteps(priceSteps.getOrDefault(line.line().key(), List.of()));
    for (var step : line.steps()) {
      wire.addSteps(step(step));
      if (step instanceof LineStep.Taxed tax) {
        taxes = taxes.add(tax.amount());
      }
    }
    return wire.setTaxes(money(taxes)).build();
  }

  private static ComputeDocumentRequest.Kind kind(Line.Kind kind) {
    return switch (kind) {
      case USAGE -> ComputeDocumentRequest.Kind.USAGE;
      case SUBSCRIPTION -> ComputeDocumentRequest.Kind.SUBSCRIPTION;
      case TRUE_UP -> ComputeDocumentRequest.Kind.TRUE_UP;
      case ADJUSTMENT -> ComputeDocumentRequest.Kind.ADJUSTMENT;
    };
  }

  private ComputeDocumentResponse.LineStep step(LineStep step) {
    var wire =
        ComputeDocumentResponse.LineStep.newBuilder()
            .setBefore(money(step.before()))
            .setEffect(money(step.effect()));
    var after = money(step.before().add(step.effect()));
    switch (step) {
      case LineStep.Discounted s ->
          wire.setKind(StepKind.DISCOUNTED)
              .setId(s.discount())
              .setWords(
                  "discount %s: %s − %s = %s"
                      .formatted(s.discount(), wire.getBefore(), money(s.share()), after));
      case LineStep.RaisedToMinimum s ->
          wire.setKind(StepKind.RAISED_TO_MINIMUM)
              .setId(s.bound())
              .setWords(
                  "minimum %s: %s + %s = %s"
                      .formatted(s.bound(), wire.getBefore(), money(s.share()), after));
      case LineStep.CutToMaximum s ->
          wire.setKind(StepKind.CUT_TO_MAXIMUM)
              .setId(s.bound())
              .setWords(
                  "maximum %s: %s − %s = %s"
                      .formatted(s.bound(), wire.getBefore(), money(s.share()), after));
      case LineStep.Credited s ->
          wire.setKind(StepKind.CREDITED)
              .setId(s.credit())
              .setWords(
                  "credit %s: %s − %s = %s"
                      .formatted(s.credit(), wire.getBefore(), money(s.paid()), after));
      case LineStep.Taxed s -> taxed(wire, s, after);
    }
    return wire.build();
  }

  private void taxed(
      ComputeDocumentResponse.LineStep.Builder wire, LineStep.Taxed step, String after) {
    wire.setKind(StepKind.TAXED)
        .setId(step.tax())
        .setWords(
            step.inclusive()
                ? "tax %s: %s contains %s on %s"
                    .formatted(
                        step.tax(), wire.getBefore(), money(step.amount()), money(step.base()))
                : "tax %s on %s: %s + %s = %s"
                    .formatted(
                        step.tax(),
                        money(step.base()),
                        wire.getBefore(),
                        money(step.amount()),
                        after));
    wire.getTaxedBuilder()
        .setBase(money(step.base()))
        .setExact(plain(step.exact()))
        .setAmount(money(step.amount()))
        .setInclusive(step.inclusive());
  }

  private ComputeDocumentResponse.DocumentStep step(DocumentStep step) {
    var wire = ComputeDocumentResponse.DocumentStep.newBuilder();
    switch (step) {
      case DocumentStep.Discounted s ->
          wire.setKind(StepKind.DISCOUNTED)
              .setId(s.discount().id())
              .setBase(money(s.base()))
              .setExact(plain(s.exact()))
              .setAmount(money(s.amount()))
              .setWords(
                  "discount %s, %s of %s: %s"
                      .formatted(
                          s.discount().id(),
                          stated(s.discount()),
                          money(s.base()),
                          money(s.amount())));
      case DocumentStep.RaisedToMinimum s ->
          wire.setKind(StepKind.RAISED_TO_MINIMUM)
              .setId(s.bound().id())
              .setBase(money(s.base()))
              .setAmount(money(s.shortfall()))
              .setWords(
                  "minimum %s of %s: %s lacks %s"
                      .formatted(
                          s.bound().id(),
                          s.bound().minimum().map(Decimals::plain).orElse(""),
                          money(s.base()),
                          money(s.shortfall())));
      case DocumentStep.CutToMaximum s ->
          wire.setKind(StepKind.CUT_TO_MAXIMUM)
              .setId(s.bound().id())
              .setBase(money(s.base()))
              .setAmount(money(s.excess()))
              .setWords(
                  "maximum %s of %s: %s exceeds it by %s"
                      .formatted(
                          s.bound().id(),
                          s.bound().maximum().map(Decimals::plain).orElse(""),
                          money(s.base()),
                          money(s.excess())));
      case DocumentStep.Credited s ->
          wire.setKind(StepKind.CREDITED)
              .setId(s.credit().id())
              .setAmount(money(s.paid()))
              .setLeft(plain(s.left()))
              .setWords(
                  "credit %s of %s: pays %s, leaves %s"
                      .formatted(
                          s.credit().id(),
                          plain(s.credit().amount()),
                          money(s.paid()),
                          plain(s.left())));
      case DocumentStep.Taxed s ->
          wire.setKind(StepKind.TAXED)
              .setId(s.tax().id())
              .setBase(money(s.base()))
              .setExact(plain(s.exact()))
              .setAmount(money(s.amount()))
              .setWords(
                  "tax %s, %s%% of %s: exactly %s, %s"
                      .formatted(
                          s.tax().id(),
                          plain(s.tax().percent()),
                          money(s.base()),
                          plain(s.exact()),
                          money(s.amount())));
    }
    return wire.build();
  }

  private static String stated(Discount discount) {
    return switch (discount) {
      case Discount.Amount amount -> plain(amount.amount());
      case Discount.Percent percent -> plain(percent.percent()) + "%";
    };
  }

  private ComputeDocumentResponse.Totals totals(Totals totals) {
    return ComputeDocumentResponse.Totals.newBuilder()
        .setAmounts(money(totals.amounts()))
        .setDiscounts(money(totals.discounts()))
        .setRaised(money(totals.raised()))
        .setCut(money(totals.cut()))
        .setCredits(money(totals.credits()))
        .setTaxes(money(totals.taxes()))
        .setTaxesIncluded(money(totals.taxesIncluded()))
        .setTotal(money(totals.total()))
        .setBalanceUsed(money(totals.balanceUsed()))
        .setDue(money(totals.due()))
        .build();
  }

  /** Whole minor units, all of them written; every sum of a document is. */
  private String money(BigDecimal amount) {
    return amount.setScale(rounding.digits()).toPlainString();
  }

  private static String plain(BigDecimal value) {
    return Decimals.plain(value);
  }
}
