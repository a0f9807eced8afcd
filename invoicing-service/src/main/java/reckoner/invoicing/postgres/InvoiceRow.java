package reckoner.invoicing.postgres;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reckoner.invoicing.BillTo;
import reckoner.invoicing.BilledPeriod;
import reckoner.invoicing.Invoice;
import reckoner.invoicing.InvoiceHead;
import reckoner.invoicing.Seller;
import reckoner.invoicing.Standing;
import reckoner.pricing.Currencies;
import reckoner.pricing.Decimals;

@MappedEntity("invoice")
record InvoiceRow(
    @Id String invoice,
    String legalEntity,
    String sellerName,
    @TypeDef(type = DataType.STRING_ARRAY) String[] sellerAddress,
    String customer,
    String billToName,
    String contract,
    String zone,
    String currency,
    Instant periodStart,
    Instant periodEnd,
    BigDecimal total,
    String contentHash,
    @Nullable String number,
    @Nullable Instant finaliseTime) {

  Invoice toInvoice() {
    var head =
        new InvoiceHead(
            new Seller(legalEntity, sellerName, List.of(sellerAddress)),
            new BillTo(customer, billToName),
            contract,
            ZoneId.of(zone),
            Currencies.of(currency),
            new BilledPeriod(periodStart, periodEnd));
    var standing =
        number == null || finaliseTime == null
            ? new Standing.Draft()
            : new Standing.Finalised(number, finaliseTime);
    return new Invoice(invoice, head, Decimals.normalise(total), contentHash, standing);
  }
}
