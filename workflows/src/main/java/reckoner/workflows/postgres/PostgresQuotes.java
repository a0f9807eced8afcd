package reckoner.workflows.postgres;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reckoner.workflows.Quote;
import reckoner.workflows.QuoteLine;
import reckoner.workflows.QuoteLine.FreeUnits;
import reckoner.workflows.QuoteLine.ModelUsage;
import reckoner.workflows.QuoteLine.MonthlyFee;
import reckoner.workflows.QuoteStore;

@Singleton
class PostgresQuotes implements QuoteStore {
  private final QuoteRepository rows;

  PostgresQuotes(QuoteRepository rows) {
    this.rows = rows;
  }

  @Override
  public boolean add(String tenant, Quote quote) {
    var inserted =
        rows.insert(
            tenant,
            quote.quote(),
            quote.customer(),
            quote.startDate(),
            quote.months(),
            seconds(quote.usageGrace()),
            quote.state().name(),
            quote.contentHash());
    if (inserted == 0) {
      return false;
    }
    for (int position = 0; position < quote.lines().size(); position++) {
      addLine(tenant, quote.quote(), position, quote.lines().get(position));
    }
    return true;
  }

  private static @Nullable Long seconds(@Nullable Duration length) {
    return length == null ? null : length.toSeconds();
  }

  private void addLine(String tenant, String quote, int position, QuoteLine line) {
    switch (line.terms()) {
      case MonthlyFee(var amount) ->
          rows.insertMonthlyFee(tenant, quote, position, line.charge(), line.displayName(), amount);
      case ModelUsage usage -> {
        rows.insertModelUsage(
            tenant,
            quote,
            position,
            line.charge(),
            line.displayName(),
            usage.priceBook(),
            usage.version());
        for (int i = 0; i < usage.freeUnits().size(); i++) {
          var free = usage.freeUnits().get(i);
          rows.insertFreeUnits(tenant, quote, position, i, free.tokenClass(), free.quantity());
        }
      }
    }
  }

  @Override
  public Optional<Quote> find(String tenant, String quote) {
    return rows.find(tenant, quote).map(row -> read(tenant, row));
  }

  @Override
  public Optional<Quote> lock(String tenant, String quote) {
    return rows.lock(tenant, quote).map(row -> read(tenant, row));
  }

  @Override
  public void markAccepted(String tenant, String quote) {
    rows.accept(tenant, quote);
  }

  private Quote read(String tenant, QuoteRow row) {
    var freeUnits = rows.freeUnits(tenant, row.quote());
    var lines =
        rows.lines(tenant, row.quote()).stream().map(line -> line(line, freeUnits)).toList();
    return new Quote(
        row.quote(),
        row.customer(),
        row.startDate(),
        row.months(),
        row.usageGraceS() == null ? null : Duration.ofSeconds(row.usageGraceS()),
        lines,
        Quote.State.valueOf(row.state()),
        row.contentHash());
  }

  private static QuoteLine line(QuoteLineRow row, List<FreeUnitsRow> freeUnits) {
    var terms =
        switch (row.kind()) {
          case "MODEL_USAGE" ->
              new ModelUsage(
                  Objects.requireNonNull(row.priceBook()),
                  Objects.requireNonNull(row.priceBookVersion()),
                  freeUnits.stream()
                      .filter(free -> free.linePosition() == row.position())
                      .map(free -> new FreeUnits(free.tokenClass(), free.quantity()))
                      .toList());
          case "MONTHLY_FEE" -> new MonthlyFee(Objects.requireNonNull(row.amount()));
          default -> throw new IllegalStateException("unknown kind of line: " + row.kind());
        };
    return new QuoteLine(row.charge(), row.displayName(), terms);
  }
}
