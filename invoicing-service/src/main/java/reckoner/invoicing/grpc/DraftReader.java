package reckoner.invoicing.grpc;

import com.google.protobuf.Timestamp;
import com.google.type.Interval;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reckoner.invoicing.BillTo;
import reckoner.invoicing.BilledPeriod;
import reckoner.invoicing.DraftInvoice;
import reckoner.invoicing.InvoiceLine;
import reckoner.invoicing.InvoiceLine.ChargeKey;
import reckoner.invoicing.InvoicingReason;
import reckoner.invoicing.LineFaults;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.refusal.Refusal.Fault;
import reckoner.kit.wire.Wire;
import reckoner.pricing.Currencies;
import reckoner.proto.invoicing.v1.DraftInvoiceRequest;

/** Reads a request to draft; refuses it with every fault at once. */
final class DraftReader {

  private final List<Fault> faults = new ArrayList<>();

  private DraftReader() {}

  static DraftInvoice.Order read(DraftInvoiceRequest request) {
    return new DraftReader().order(request);
  }

  private DraftInvoice.Order order(DraftInvoiceRequest request) {
    var zone = zone(request.getZone());
    var currency = currency(request.getCurrency());
    var period = period(request.getPeriod());
    var lines = lines(request, currency);
    if (!faults.isEmpty() || zone == null || currency == null || period == null) {
      throw new Refusal(
              InvoicingReason.INVOICE_INVALID,
              "the invoice has %d fault(s), the first: %s %s"
                  .formatted(faults.size(), faults.getFirst().field(), faults.getFirst().message()),
              faults)
          .asException();
    }
    return new DraftInvoice.Order(
        request.getInvoice(),
        request.getLegalEntity(),
        new BillTo(request.getBillTo().getCustomer(), request.getBillTo().getDisplayName()),
        request.getContract(),
        zone,
        currency,
        period,
        lines);
  }

  private @Nullable ZoneId zone(String id) {
    if (!ZoneId.getAvailableZoneIds().contains(id)) {
      faults.add(new Fault("zone", "is not an IANA zone: " + id));
      return null;
    }
    return ZoneId.of(id);
  }

  private @Nullable Currency currency(String code) {
    try {
      return Currencies.of(code);
    } catch (IllegalArgumentException unknown) {
      faults.add(new Fault("currency", String.valueOf(unknown.getMessage())));
      return null;
    }
  }

  private @Nullable BilledPeriod period(Interval interval) {
    var start = instant("period.start_time", interval.hasStartTime(), interval.getStartTime());
    var end = instant("period.end_time", interval.hasEndTime(), interval.getEndTime());
    if (start == null || end == null) {
      return null;
    }
    if (!start.isBefore(end)) {
      faults.add(new Fault("period", "ends at %s, it starts at %s".formatted(end, start)));
      return null;
    }
    return new BilledPeriod(start, end);
  }

  private @Nullable Instant instant(String field, boolean present, Timestamp time) {
    if (!present) {
      faults.add(new Fault(field, "is missing"));
      return null;
    }
    var kept = Wire.instant(time);
    if (!kept.equals(Instant.ofEpochSecond(time.getSeconds(), time.getNanos()))) {
      faults.add(new Fault(field, "is finer than a microsecond"));
      return null;
    }
    return kept;
  }

  private List<InvoiceLine> lines(DraftInvoiceRequest request, @Nullable Currency currency) {
    var lines = new ArrayList<InvoiceLine>();
    for (int i = 0; i < request.getLinesCount(); i++) {
      var path = "lines[" + i + "]";
      var reader = new LineReader(path);
      var line = reader.read(request.getLines(i));
      faults.addAll(reader.faults());
      if (reader.faults().isEmpty()) {
        lines.add(line);
        Optional.ofNullable(currency)
            .ifPresent(known -> faults.addAll(LineFaults.of(path, line, known)));
      }
    }
    var keys =
        request.getLinesList().stream()
            .map(line -> new ChargeKey(line.getCharge(), line.getPart(), line.getRevision()))
            .toList();
    faults.addAll(LineFaults.ofRepeatedCharges(keys));
    return lines;
  }
}
