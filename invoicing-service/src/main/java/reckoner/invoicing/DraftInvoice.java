package reckoner.invoicing;

import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import reckoner.invoicing.Invoices.Claimed;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;

/** Drafts an invoice from due charges and claims each of them (RULES C6). */
public final class DraftInvoice {
  /** Further claims are counted only: a refusal travels in trailers, which clients keep small. */
  private static final int CLAIMS_NAMED_MAX = 10;

  private final LegalEntities legalEntities;
  private final Invoices invoices;

  public DraftInvoice(LegalEntities legalEntities, Invoices invoices) {
    this.legalEntities = legalEntities;
    this.invoices = invoices;
  }

  /** What is to be drafted; its lines add up ({@link LineFaults}). */
  public record Order(
      String invoice,
      String legalEntity,
      BillTo billTo,
      String contract,
      ZoneId zone,
      Currency currency,
      BilledPeriod period,
      List<InvoiceLine> lines) {
    public Order {
      lines = List.copyOf(lines);
    }

    private InvoiceContent from(Seller seller) {
      return new InvoiceContent(
          new InvoiceHead(seller, billTo, contract, zone, currency, period), lines);
    }
  }

  /** To be called inside a transaction, which a refusal must roll back. */
  public InvoiceDocument draft(String tenant, Order order) {
    var seller = legalEntities.find(tenant, order.legalEntity()).orElseThrow(() -> unknown(order));
    var content = order.from(seller.seller());
    var canonical = CanonicalContent.of(content);
    var added = invoices.add(tenant, order.invoice(), content, canonical);
    if (added) {
      var claimed = invoices.claim(tenant, order.invoice());
      if (!claimed.isEmpty()) {
        throw claimed(order, claimed);
      }
    }
    var document = invoices.document(tenant, order.invoice()).orElseThrow();
    if (!document.invoice().contentHash().equals(canonical.hash())) {
      throw Refusal.of(
              KitReason.KEY_TAKEN,
              "invoice %s exists with other content".formatted(order.invoice()))
          .asException();
    }
    return document;
  }

  private static RuntimeException unknown(Order order) {
    return Refusal.of(
            InvoicingReason.LEGAL_ENTITY_UNKNOWN,
            "legal entity %s does not exist; make it first".formatted(order.legalEntity()))
        .asException();
  }

  private static RuntimeException claimed(Order order, List<Claimed> claimed) {
    var faults =
        claimed.stream()
            .limit(CLAIMS_NAMED_MAX)
            .map(claim ->
                new Refusal.Fault(
                    "lines[%d]".formatted(claim.line()),
                    "charge %s is on invoice %s".formatted(claim.key(), claim.invoice())))
            .toList();
    return new Refusal(
            InvoicingReason.CHARGE_CLAIMED,
            "%d charge(s) of contract %s from %s are on other invoices, the first: %s"
                .formatted(
                    claimed.size(),
                    order.contract(),
                    order.period().start(),
                    faults.getFirst().message()),
            faults)
        .asException();
  }
}
