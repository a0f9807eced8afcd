package reckoner.workflows.grpc;

import com.google.type.Date;
import reckoner.kit.wire.Wire;
import reckoner.proto.workflows.v1.FreeUnits;
import reckoner.proto.workflows.v1.ModelUsage;
import reckoner.proto.workflows.v1.MonthlyFee;
import reckoner.proto.workflows.v1.Quote;
import reckoner.proto.workflows.v1.QuoteLine;

/** Puts a quote on the wire. */
final class QuoteWriter {
  private QuoteWriter() {}

  static Quote write(reckoner.workflows.Quote quote) {
    var wire =
        Quote.newBuilder()
            .setQuote(quote.quote())
            .setCustomer(quote.customer())
            .setStartDate(
                Date.newBuilder()
                    .setYear(quote.startDate().getYear())
                    .setMonth(quote.startDate().getMonthValue())
                    .setDay(quote.startDate().getDayOfMonth()))
            .setMonths(quote.months())
            .setState(
                switch (quote.state()) {
                  case OPEN -> Quote.State.OPEN;
                  case ACCEPTED -> Quote.State.ACCEPTED;
                })
            .setContentHash(quote.contentHash());
    var usageGrace = quote.usageGrace();
    if (usageGrace != null) {
      wire.setUsageGrace(Wire.duration(usageGrace));
    }
    quote.lines().forEach(line -> wire.addLines(line(line)));
    return wire.build();
  }

  private static QuoteLine line(reckoner.workflows.QuoteLine line) {
    var wire = QuoteLine.newBuilder().setCharge(line.charge()).setDisplayName(line.displayName());
    return switch (line.terms()) {
      case reckoner.workflows.QuoteLine.MonthlyFee(var amount) ->
          wire.setMonthlyFee(MonthlyFee.newBuilder().setAmount(Wire.decimal(amount))).build();
      case reckoner.workflows.QuoteLine.ModelUsage usage ->
          wire.setModelUsage(modelUsage(usage)).build();
    };
  }

  private static ModelUsage modelUsage(reckoner.workflows.QuoteLine.ModelUsage usage) {
    var wire =
        ModelUsage.newBuilder()
            .setPriceBook(usage.priceBook())
            .setPriceBookVersion(usage.version());
    usage
        .freeUnits()
        .forEach(free ->
            wire.addFreeUnits(
                FreeUnits.newBuilder()
                    .setTokenClass(free.tokenClass())
                    .setQuantity(Wire.decimal(free.quantity()))));
    return wire.build();
  }
}
