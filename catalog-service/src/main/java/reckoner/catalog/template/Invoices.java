package reckoner.catalog.template;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reckoner.proto.catalog.v1.ChargeUse;
import reckoner.proto.catalog.v1.CommitmentTerms;
import reckoner.proto.catalog.v1.OfferCharge;
import reckoner.proto.pricing.v1.ComputeDocumentRequest;
import reckoner.proto.pricing.v1.ComputeDocumentResponse;
import reckoner.proto.pricing.v1.EvaluateCommitmentsRequest;

/**
 * Invoices of an offer: usage → the lines of each charge → what they lack to commitments → the
 * document with its discounts, bounds and taxes.
 */
public final class Invoices {
  /** Most units of a volume. */
  public static final long UNITS_MAX = 1_000_000_000_000L;

  private final Computations computations;
  private final TemplateOffer of;
  private final ChargeLines charges;

  public Invoices(Computations computations, Prices prices, TemplateOffer of) {
    this.computations = computations;
    this.of = of;
    this.charges = new ChargeLines(computations, prices, of);
  }

  /** Of the prices in the file, without a service. */
  public static Invoices here(TemplateOffer of) {
    return new Invoices(Computations.here(), new BookPrices(of.book()), of);
  }

  /** The worked example. */
  public Invoice ofExample() {
    return invoice(of.example().getUsesList(), true);
  }

  /**
   * So many units of the main charge, and what goes with them; other charges as the offer has them,
   * without tax.
   */
  public Invoice ofVolume(long units) {
    if (units < 0 || units > UNITS_MAX) {
      throw new IllegalArgumentException("units are 0 to %,d: %d".formatted(UNITS_MAX, units));
    }
    return invoice(VolumeUses.of(of.example().getVolume(), units), false);
  }

  private Invoice invoice(List<ChargeUse> uses, boolean isTaxed) {
    var lines = lines(uses);
    if (of.offer().getCommitmentsCount() > 0) {
      lines.addAll(trueUps(lines, document(lines, false)));
    }
    var document = document(lines, isTaxed);
    for (var line : document.getLinesList().subList(lines.size(), document.getLinesCount())) {
      lines.add(
          new InvoiceLine(
              line.getKey(),
              "",
              line.getAmountExact(),
              line.getAmount(),
              List.of("what the charge lacks to its minimum"),
              ComputeDocumentRequest.Line.getDefaultInstance()));
    }
    return new Invoice(lines, document);
  }

  private List<InvoiceLine> lines(List<ChargeUse> uses) {
    var byCharge = new HashMap<String, ChargeUse>();
    uses.forEach(use -> byCharge.put(use.getCharge(), use));
    var lines = new ArrayList<InvoiceLine>();
    var before = new LinkedHashMap<String, BigDecimal>();
    for (var charge : of.offer().getChargesList()) {
      var use = byCharge.getOrDefault(charge.getKey(), ChargeUse.getDefaultInstance());
      for (var line : charges.of(charge, use, Map.copyOf(before))) {
        lines.add(line);
        before.merge(charge.getKey(), new BigDecimal(line.amount()), BigDecimal::add);
      }
    }
    return lines;
  }

  private ComputeDocumentResponse document(List<InvoiceLine> lines, boolean isTaxed) {
    var request =
        ComputeDocumentRequest.newBuilder()
            .setCurrency(of.currency())
            .addAllDiscounts(of.example().getDiscountsList());
    var numbers = new HashMap<String, Integer>();
    var taxes = isTaxed ? of.example().getTaxesList() : List.<ComputeDocumentRequest.Tax>of();
    for (var line : lines) {
      var number = numbers.merge(line.charge(), 1, Integer::sum);
      request.addLines(
          line.ofDocument().toBuilder()
              .setKey(number == 1 ? line.charge() : line.charge() + "-" + number)
              .addAllTaxes(taxes.stream().map(ComputeDocumentRequest.Tax::getId).toList()));
    }
    of.offer().getChargesList().stream()
        .filter(charge -> numbers.containsKey(charge.getKey()))
        .filter(charge -> !charge.getMinimum().isEmpty() || !charge.getMaximum().isEmpty())
        .forEach(charge -> request.addBounds(bound(charge)));
    return computations.computeDocument(request.addAllTaxes(taxes).build());
  }

  private static ComputeDocumentRequest.Bound bound(OfferCharge charge) {
    return ComputeDocumentRequest.Bound.newBuilder()
        .setId(charge.getKey() + "-true-up")
        .setScope(ComputeDocumentRequest.Scope.newBuilder().setCharge(charge.getKey()))
        .setMinimum(charge.getMinimum())
        .setMaximum(charge.getMaximum())
        .build();
  }

  /**
   * What the lines, net of discounts and before tax, lack to the offer's commitments (RULES F5).
   */
  private List<InvoiceLine> trueUps(List<InvoiceLine> lines, ComputeDocumentResponse untaxed) {
    var spent = new LinkedHashMap<String, BigDecimal>();
    for (int i = 0; i < untaxed.getLinesCount(); i++) {
      var line = untaxed.getLines(i);
      var charge = i < lines.size() ? lines.get(i).charge() : line.getKey();
      spent.merge(charge, new BigDecimal(line.getTotal()), BigDecimal::add);
    }
    var request = EvaluateCommitmentsRequest.newBuilder().setCurrency(of.currency());
    spent.forEach((charge, amount) ->
        request.addSpends(
            EvaluateCommitmentsRequest.Spend.newBuilder()
                .setCharge(charge)
                .setAmount(amount.toPlainString())));
    of.offer().getCommitmentsList().stream().map(this::commitment).forEach(request::addCommitments);
    return computations.evaluateCommitments(request.build()).getOutcomesList().stream()
        .filter(outcome -> new BigDecimal(outcome.getTrueUp()).signum() > 0)
        .map(outcome ->
            new InvoiceLine(
                outcome.getCommitment(),
                "",
                outcome.getTrueUpExact(),
                outcome.getTrueUp(),
                List.of(
                    "committed %s, spent %s"
                        .formatted(outcome.getCommitted(), outcome.getCounted())),
                ComputeDocumentRequest.Line.newBuilder()
                    .setCharge(outcome.getCommitment())
                    .setKind(ComputeDocumentRequest.Kind.TRUE_UP)
                    .setAmount(outcome.getTrueUp())
                    .build()))
        .toList();
  }

  private EvaluateCommitmentsRequest.Commitment commitment(CommitmentTerms terms) {
    return EvaluateCommitmentsRequest.Commitment.newBuilder()
        .setId(terms.getKey())
        .setKind(
            switch (terms.getKind()) {
              case KIND_UNSPECIFIED, MINIMUM -> EvaluateCommitmentsRequest.Kind.MINIMUM;
              case POSTPAID -> EvaluateCommitmentsRequest.Kind.POSTPAID;
              case PREPAID, UNRECOGNIZED ->
                  throw new IllegalStateException(
                      "template %s has a commitment that is paid first; credits say that"
                          .formatted(of.name()));
            })
        .setAmount(terms.getAmount())
        .addAllCharges(terms.getChargesList())
        .build();
  }
}
