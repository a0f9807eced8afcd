package reckoner.invoicing.grpc;

import reckoner.invoicing.InvoiceDocument;
import reckoner.invoicing.InvoiceLine;
import reckoner.invoicing.LegalEntity;
import reckoner.invoicing.LineStep;
import reckoner.invoicing.Rendering;
import reckoner.invoicing.RenderingFormat;
import reckoner.invoicing.Standing;
import reckoner.kit.wire.Wire;
import reckoner.proto.invoicing.v1.BillTo;
import reckoner.proto.invoicing.v1.Invoice;

/** Domain records as messages. */
final class Replies {
  private Replies() {}

  static reckoner.proto.invoicing.v1.LegalEntity of(LegalEntity legalEntity) {
    return reckoner.proto.invoicing.v1.LegalEntity.newBuilder()
        .setLegalEntity(legalEntity.legalEntity())
        .setDisplayName(legalEntity.displayName())
        .addAllAddressLines(legalEntity.addressLines())
        .setNumberPrefix(legalEntity.numberPrefix())
        .build();
  }

  static Invoice of(InvoiceDocument document) {
    return header(document.invoice())
        .addAllLines(document.lines().stream().map(Replies::line).toList())
        .build();
  }

  static Invoice of(reckoner.invoicing.Invoice invoice) {
    return header(invoice).build();
  }

  private static Invoice.Builder header(reckoner.invoicing.Invoice invoice) {
    var head = invoice.head();
    var reply =
        Invoice.newBuilder()
            .setInvoice(invoice.invoice())
            .setLegalEntity(head.seller().legalEntity())
            .setBillTo(
                BillTo.newBuilder()
                    .setCustomer(head.billTo().customer())
                    .setDisplayName(head.billTo().displayName()))
            .setContract(head.contract())
            .setZone(head.zone().getId())
            .setCurrency(head.currency().getCurrencyCode())
            .setPeriod(Wire.interval(head.period().start(), head.period().end()))
            .setTotal(Wire.decimal(invoice.total()))
            .setContentHash(invoice.contentHash());
    return switch (invoice.standing()) {
      case Standing.Draft draft -> reply.setState(Invoice.State.DRAFT);
      case Standing.Finalised(var number, var time) ->
          reply
              .setState(Invoice.State.FINALISED)
              .setNumber(number)
              .setFinaliseTime(Wire.timestamp(time));
    };
  }

  static reckoner.proto.invoicing.v1.Rendering of(Rendering rendering) {
    return reckoner.proto.invoicing.v1.Rendering.newBuilder()
        .setFormat(
            switch (rendering.format()) {
              case RenderingFormat.PDF -> reckoner.proto.invoicing.v1.RenderingFormat.PDF;
              case RenderingFormat.JSON -> reckoner.proto.invoicing.v1.RenderingFormat.JSON;
              case RenderingFormat.CSV -> reckoner.proto.invoicing.v1.RenderingFormat.CSV;
            })
        .setSizeBytes(rendering.sizeBytes())
        .setSha256(rendering.sha256())
        .build();
  }

  private static reckoner.proto.invoicing.v1.InvoiceLine line(InvoiceLine line) {
    return reckoner.proto.invoicing.v1.InvoiceLine.newBuilder()
        .setCharge(line.key().charge())
        .setPart(line.key().part())
        .setRevision(line.key().revision())
        .setDisplayName(line.displayName())
        .setProvider(line.provider())
        .setModel(line.model())
        .setTokenClass(line.tokenClass())
        .setPriceVersion(line.priceVersion())
        .setQuantity(Wire.decimal(line.quantity()))
        .setAllowance(Wire.decimal(line.allowance()))
        .setQuantityPriced(Wire.decimal(line.quantityPriced()))
        .setAmountExact(Wire.decimal(line.amountExact()))
        .setAmount(Wire.decimal(line.amount()))
        .addAllSteps(line.steps().stream().map(Replies::step).toList())
        .build();
  }

  private static reckoner.proto.invoicing.v1.LineStep step(LineStep step) {
    return reckoner.proto.invoicing.v1.LineStep.newBuilder()
        .setCondition(step.condition())
        .setQuantity(Wire.decimal(step.quantity()))
        .setAllowance(Wire.decimal(step.allowance()))
        .setQuantityPriced(Wire.decimal(step.quantityPriced()))
        .setPrice(Wire.decimal(step.price()))
        .setPer(step.per())
        .setAmountExact(Wire.decimal(step.amountExact()))
        .build();
  }
}
