package reckoner.workflows.grpc;

import com.google.type.Date;
import com.google.type.Decimal;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.wire.CanonicalForm;
import reckoner.kit.wire.Wire;
import reckoner.pricing.DecimalFault;
import reckoner.pricing.Decimals;
import reckoner.pricing.TokenClass;
import reckoner.proto.workflows.v1.FreeUnits;
import reckoner.proto.workflows.v1.ModelUsage;
import reckoner.proto.workflows.v1.QuoteLine;
import reckoner.workflows.Quote;
import reckoner.workflows.WorkflowsReason;

/** Reads a quote off the wire and names every fault of it at once. */
final class QuoteReader {
  private static final int YEAR_MIN = 1970;
  private static final int YEAR_MAX =
      9900; // its last period still ends in a year that the wire knows

  private final List<Refusal.Fault> faults = new ArrayList<>();

  private QuoteReader() {}

  static Quote read(reckoner.proto.workflows.v1.Quote wire) {
    return new QuoteReader().quote(wire);
  }

  /** Names the version that is accepted: the canonical form without what the service puts in. */
  private static String contentHash(reckoner.proto.workflows.v1.Quote wire) {
    var content = wire.toBuilder().clearState().clearContentHash().build();
    return HexFormat.of().formatHex(CanonicalForm.hash(content));
  }

  private Quote quote(reckoner.proto.workflows.v1.Quote wire) {
    var startDate = date(wire.getStartDate());
    var usageGrace = wire.hasUsageGrace() ? usageGrace(wire.getUsageGrace()) : null;
    var lines = new ArrayList<reckoner.workflows.QuoteLine>();
    var charges = new HashSet<String>();
    boolean hasModelUsage = false;
    for (int i = 0; i < wire.getLinesCount(); i++) {
      var path = "quote.lines[%d]".formatted(i);
      var line = wire.getLines(i);
      if (!charges.add(line.getCharge())) {
        fault(path + ".charge", "is the key of an earlier line: " + line.getCharge());
      }
      if (line.hasModelUsage() && hasModelUsage) {
        fault(path + ".model_usage", "is a second line of model usage; each event is charged once");
      }
      hasModelUsage |= line.hasModelUsage();
      lines.add(line(path, line));
    }
    if (!faults.isEmpty()) {
      throw new Refusal(
              WorkflowsReason.QUOTE_INVALID,
              "the quote has %d fault(s), the first: %s %s"
                  .formatted(faults.size(), faults.getFirst().field(), faults.getFirst().message()),
              faults)
          .asException();
    }
    return new Quote(
        wire.getQuote(),
        wire.getCustomer(),
        startDate,
        wire.getMonths(),
        usageGrace,
        lines,
        Quote.State.OPEN,
        contentHash(wire));
  }

  private LocalDate date(Date wire) {
    if (wire.getYear() < YEAR_MIN || wire.getYear() > YEAR_MAX) {
      fault("quote.start_date", "has no year from %d to %d".formatted(YEAR_MIN, YEAR_MAX));
      return LocalDate.EPOCH;
    }
    try {
      return LocalDate.of(wire.getYear(), wire.getMonth(), wire.getDay());
    } catch (DateTimeException noDate) {
      fault("quote.start_date", "is not a date: " + noDate.getMessage());
      return LocalDate.EPOCH;
    }
  }

  /** The bounds of the request hold its length. */
  private Duration usageGrace(com.google.protobuf.Duration wire) {
    var grace = Wire.duration(wire);
    if (!grace.equals(Duration.ofSeconds(grace.toSeconds()))) {
      fault("quote.usage_grace", "is not a number of whole seconds");
    }
    return grace;
  }

  private reckoner.workflows.QuoteLine line(String path, QuoteLine wire) {
    var terms =
        switch (wire.getTermsCase()) {
          case MODEL_USAGE -> modelUsage(path + ".model_usage", wire.getModelUsage());
          case MONTHLY_FEE ->
              new reckoner.workflows.QuoteLine.MonthlyFee(
                  decimal(
                      path + ".monthly_fee.amount",
                      wire.getMonthlyFee().getAmount(),
                      Decimals::amount));
          case TERMS_NOT_SET ->
              throw new IllegalStateException("the bounds of the request demand terms");
        };
    return new reckoner.workflows.QuoteLine(wire.getCharge(), wire.getDisplayName(), terms);
  }

  private reckoner.workflows.QuoteLine.ModelUsage modelUsage(String path, ModelUsage wire) {
    var classes = new HashSet<String>();
    var freeUnits = new ArrayList<reckoner.workflows.QuoteLine.FreeUnits>();
    for (int i = 0; i < wire.getFreeUnitsCount(); i++) {
      FreeUnits free = wire.getFreeUnits(i);
      var freePath = "%s.free_units[%d]".formatted(path, i);
      if (!classes.add(free.getTokenClass())) {
        fault(freePath + ".token_class", "is named twice: " + free.getTokenClass());
      }
      if (TokenClass.ofWireName(free.getTokenClass()).isEmpty()) {
        fault(freePath + ".token_class", "is not a known token class: " + free.getTokenClass());
      }
      freeUnits.add(
          new reckoner.workflows.QuoteLine.FreeUnits(
              free.getTokenClass(),
              decimal(freePath + ".quantity", free.getQuantity(), Decimals::quantity)));
    }
    return new reckoner.workflows.QuoteLine.ModelUsage(
        wire.getPriceBook(), wire.getPriceBookVersion(), freeUnits);
  }

  private BigDecimal decimal(String path, Decimal wire, Function<String, BigDecimal> read) {
    try {
      return read.apply(wire.getValue());
    } catch (DecimalFault notOurs) {
      fault(path, String.valueOf(notOurs.getMessage()));
      return BigDecimal.ZERO;
    }
  }

  private void fault(String field, String message) {
    faults.add(new Refusal.Fault(field, message));
  }
}
