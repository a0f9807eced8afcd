package reckoner.catalog.postgres;

import io.micronaut.core.annotation.Introspected;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/** What the catalog's queries give. */
final class Rows {
  private Rows() {}

  @Introspected
  record CostVersion(
      String costBook, int version, String contentHash, Instant publishTime, long position) {}

  @Introspected
  record PriceVersion(
      String priceBook,
      int version,
      String contentHash,
      String currency,
      String costBook,
      Instant publishTime,
      long position,
      int models) {}

  @Introspected
  record PriceBook(String currency, String costBook) {}

  @Introspected
  record Candidate(int version, String model, String matchClause) {}

  @Introspected
  record Price(int version, BigDecimal multiplier) {}

  /** One rate with its entry and model; entry and the rest are absent of a model without price. */
  @Introspected
  record ListedRate(
      int ordinal,
      String provider,
      String model,
      String matchClause,
      @Nullable Integer entry,
      @Nullable Instant startTime,
      @Nullable LocalTime windowStart,
      @Nullable LocalTime windowEnd,
      @Nullable String tokenClass,
      @Nullable Long aboveInputTokens,
      @Nullable BigDecimal amount,
      @Nullable Long per) {}

  /** One rate with its entry; token class, amount and the rest are absent in an empty entry. */
  @Introspected
  record EntryRate(
      int entry,
      @Nullable Instant startTime,
      @Nullable LocalTime windowStart,
      @Nullable LocalTime windowEnd,
      @Nullable String tokenClass,
      @Nullable Long aboveInputTokens,
      @Nullable BigDecimal amount,
      @Nullable Long per) {}
}
