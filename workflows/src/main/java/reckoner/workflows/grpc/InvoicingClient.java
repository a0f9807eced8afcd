package reckoner.workflows.grpc;

import jakarta.inject.Singleton;
import reckoner.kit.wire.Wire;
import reckoner.proto.invoicing.v1.BillTo;
import reckoner.proto.invoicing.v1.DraftInvoiceRequest;
import reckoner.proto.invoicing.v1.FinaliseInvoiceRequest;
import reckoner.proto.invoicing.v1.InvoiceLine;
import reckoner.proto.invoicing.v1.LineStep;
import reckoner.proto.invoicing.v1.RenderInvoiceRequest;
import reckoner.workflows.DueCharge;
import reckoner.workflows.Invoicing;

/**
 * Calls invoicing. Request ids come from business keys, so that every attempt is the same request.
 */
@Singleton
class InvoicingClient implements Invoicing {
  private final Neighbours neighbours;

  InvoicingClient(Neighbours neighbours) {
    this.neighbours = neighbours;
  }

  @Override
  public void draft(String tenant, Draft draft) {
    var request =
        DraftInvoiceRequest.newBuilder()
            .setRequestId("draft/" + draft.invoice())
            .setInvoice(draft.invoice())
            .setLegalEntity(draft.legalEntity())
            .setBillTo(
                BillTo.newBuilder()
                    .setCustomer(draft.billTo().customer())
                    .setDisplayName(draft.billTo().displayName()))
            .setContract(draft.contract().contract())
            .setZone(draft.contract().zone())
            .setCurrency(draft.contract().currency())
            .setPeriod(Wire.interval(draft.periodStart(), draft.periodEnd()));
    draft.charges().forEach(charge -> request.addLines(line(charge)));
    var invoice =
        Failures.told(
            () -> neighbours.invoicing(tenant, Neighbours.DEADLINE).draftInvoice(request.build()));
    if (!invoice.getInvoice().equals(draft.invoice())) {
      throw Failures.malformed("invoicing drafted another invoice than it was asked");
    }
  }

  @Override
  public void finalise(String tenant, String invoice) {
    var request =
        FinaliseInvoiceRequest.newBuilder()
            .setRequestId("finalise/" + invoice)
            .setInvoice(invoice)
            .build();
    var finalised =
        Failures.told(
            () -> neighbours.invoicing(tenant, Neighbours.DEADLINE).finaliseInvoice(request));
    if (finalised.getNumber().isEmpty()) {
      throw Failures.malformed("a finalised invoice has no number: " + invoice);
    }
  }

  @Override
  public void render(String tenant, String invoice) {
    var request =
        RenderInvoiceRequest.newBuilder()
            .setRequestId("render/" + invoice)
            .setInvoice(invoice)
            .build();
    var rendered =
        Failures.told(
            () -> neighbours.invoicing(tenant, Neighbours.RENDER_DEADLINE).renderInvoice(request));
    if (rendered.getRenderingsCount() == 0) {
      throw Failures.malformed("a rendered invoice has no files: " + invoice);
    }
  }

  private static InvoiceLine line(DueCharge charge) {
    var wire =
        InvoiceLine.newBuilder()
            .setCharge(charge.charge())
            .setPart(charge.part())
            .setRevision(charge.revision())
            .setDisplayName(charge.displayName())
            .setProvider(charge.provider())
            .setModel(charge.model())
            .setTokenClass(charge.tokenClass())
            .setPriceVersion(charge.priceVersion())
            .setQuantity(Wire.decimal(charge.quantity()))
            .setAllowance(Wire.decimal(charge.allowance()))
            .setQuantityPriced(Wire.decimal(charge.quantityPriced()))
            .setAmountExact(Wire.decimal(charge.amountExact()))
            .setAmount(Wire.decimal(charge.amount()));
    charge.steps().forEach(step -> wire.addSteps(step(step)));
    return wire.build();
  }

  private static LineStep step(DueCharge.Step step) {
    return LineStep.newBuilder()
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
