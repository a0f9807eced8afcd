package reckoner.catalog.template;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reckoner.kit.wire.Wire;
import reckoner.proto.catalog.v1.ChargeUse;
import reckoner.proto.catalog.v1.OfferCharge;
import reckoner.proto.pricing.v1.ChargeRecurringRequest;
import reckoner.proto.pricing.v1.ChargeRecurringResponse;
import reckoner.proto.pricing.v1.ChargeTerms;
import reckoner.proto.pricing.v1.ComputeDocumentRequest;
import reckoner.proto.pricing.v1.PeriodPart;
import reckoner.proto.pricing.v1.PriceUsageRequest;
import reckoner.proto.pricing.v1.Step;
import reckoner.proto.pricing.v1.Usage;

/** The lines of one charge: one for each price that its usage has, or for each change of it. */
final class ChargeLines {
  private final Computations computations;
  private final Prices prices;
  private final TemplateOffer of;
  private final ExamplePeriod period;
  private final ChargeUsage usage;

  ChargeLines(Computations computations, Prices prices, TemplateOffer of) {
    this.computations = computations;
    this.prices = prices;
    this.of = of;
    this.period = ExamplePeriod.of(of.example());
    this.usage = new ChargeUsage(computations, of, period);
  }

  /**
   * @param before what the charges before it come to, for a charge that is a share of them
   */
  List<InvoiceLine> of(OfferCharge charge, ChargeUse use, Map<String, BigDecimal> before) {
    if (use.getChangesCount() > 0) {
      return recurring(charge, use);
    }
    var byPrice = new LinkedHashMap<Prices.Found, List<Usage>>();
    for (var one : usage.of(charge, use)) {
      var found = price(charge, one.getDimensionsMap(), Wire.instant(one.getTime()));
      byPrice
          .computeIfAbsent(found, _ -> new ArrayList<>())
          .add(found.terms().getPrice().hasComposite() ? shareOf(found.terms(), before) : one);
    }
    var lines = new ArrayList<InvoiceLine>();
    byPrice.forEach((found, priced) -> lines.add(line(charge, found.terms(), priced)));
    return lines;
  }

  private Prices.Found price(OfferCharge charge, Map<String, String> dimensions, Instant time) {
    return charge.hasTerms()
        ? new Prices.Found("", charge.getTerms())
        : prices
            .find(charge.getProduct(), dimensions, time)
            .orElseThrow(() ->
                new IllegalStateException(
                    "template %s has no price of %s %s at %s"
                        .formatted(of.name(), charge.getProduct(), dimensions, time)));
  }

  private static Usage shareOf(ChargeTerms terms, Map<String, BigDecimal> before) {
    var shared = Usage.newBuilder();
    for (var charge : terms.getPrice().getComposite().getChargesList()) {
      var amount = before.get(charge);
      if (amount != null) {
        shared.putQuantities(charge, amount.toPlainString());
      }
    }
    return shared.build();
  }

  private InvoiceLine line(OfferCharge charge, ChargeTerms terms, List<Usage> priced) {
    var reply =
        computations.priceUsage(
            PriceUsageRequest.newBuilder()
                .setTerms(terms)
                .addAllUsage(priced)
                .setCurrency(of.currency())
                .build());
    return new InvoiceLine(
        charge.getKey(),
        reply.getQuantityPriced(),
        reply.getAmountExact(),
        reply.getAmount(),
        reply.getStepsList().stream().map(Step::getWords).toList(),
        ofDocument(charge)
            .setPriced(
                ComputeDocumentRequest.PricedUsage.newBuilder().setTerms(terms).addAllUsage(priced))
            .build());
  }

  private List<InvoiceLine> recurring(OfferCharge charge, ChargeUse use) {
    var unitPrice = unitPrice(charge);
    var request =
        ChargeRecurringRequest.newBuilder()
            .setPeriod(
                PeriodPart.newBuilder()
                    .setStart(of.example().getStart())
                    .setEnd(of.example().getEnd())
                    .setZone(of.example().getZone())
                    .setBasis(charge.getProration()))
            .setQuantity(use.getQuantity())
            .setUnitPrice(unitPrice)
            .setTiming(
                charge.getTiming() == OfferCharge.Timing.IN_ADVANCE
                    ? ChargeRecurringRequest.Timing.IN_ADVANCE
                    : ChargeRecurringRequest.Timing.IN_ARREARS)
            .setCurrency(of.currency());
    for (var change : use.getChangesList()) {
      request.addChanges(
          ChargeRecurringRequest.Change.newBuilder()
              .setDate(change.getDate())
              .setTerms(
                  ChargeRecurringRequest.Terms.newBuilder()
                      .setQuantity(change.getQuantity())
                      .setUnitPrice(unitPrice)));
    }
    return computations.chargeRecurring(request.build()).getLinesList().stream()
        .filter(line -> new BigDecimal(line.getAmount()).signum() != 0)
        .map(line -> recurringLine(charge, line))
        .toList();
  }

  private InvoiceLine recurringLine(OfferCharge charge, ChargeRecurringResponse.Line line) {
    return new InvoiceLine(
        charge.getKey(),
        "",
        line.getAmountExact(),
        line.getAmount(),
        List.of(
            "%s from %s to %s: %s × %d/%d"
                .formatted(
                    line.getKind() == ChargeRecurringResponse.Kind.CREDIT ? "credit" : "charge",
                    line.getStart(),
                    line.getEnd(),
                    line.getWholeAmount(),
                    line.getProration().getNumerator(),
                    line.getProration().getDenominator())),
        ofDocument(charge).setAmount(line.getAmount()).build());
  }

  /** What one unit costs for a whole period. */
  private String unitPrice(OfferCharge charge) {
    var terms = price(charge, Map.of(), period.start()).terms();
    if (!terms.getPrice().hasPerUnit() || terms.getPrice().getPerUnit().hasPackaging()) {
      throw new IllegalStateException(
          "template %s changes %s, whose price is not by the unit"
              .formatted(of.name(), charge.getKey()));
    }
    return computations
        .priceUsage(
            PriceUsageRequest.newBuilder()
                .setTerms(terms)
                .addUsage(Usage.newBuilder().setQuantity("1"))
                .setCurrency(of.currency())
                .build())
        .getAmountExact();
  }

  private ComputeDocumentRequest.Line.Builder ofDocument(OfferCharge charge) {
    return ComputeDocumentRequest.Line.newBuilder()
        .setCharge(charge.getKey())
        .setProductGroup(of.groupOf(charge.getProduct()).orElse(""))
        .setKind(
            of.isOrdered(charge.getProduct())
                ? ComputeDocumentRequest.Kind.SUBSCRIPTION
                : ComputeDocumentRequest.Kind.USAGE);
  }
}
