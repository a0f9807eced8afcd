package reckoner.rating.postgres;

import io.micronaut.core.annotation.Introspected;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What rating's queries give. */
final class Rows {
  private Rows() {}

  @Introspected
  record PeriodName(String contract, Instant periodStart) {}

  @Introspected
  record Coverage(
      int contract,
      int number,
      String customer,
      Instant periodStart,
      Instant periodEnd,
      Instant cutoffTime) {}

  /** One that is not metered has an empty text of terms. */
  @Introspected
  record UsageCharge(
      int contract,
      int ordinal,
      String charge,
      String displayName,
      @Nullable String priceBook,
      @Nullable Integer priceBookVersion,
      boolean ratesLateCosts,
      byte[] metered) {}

  @Introspected
  record ContractName(String contract, String currency) {}

  record Allowance(int ordinal, String tokenClass, BigDecimal quantity) {}

  @Introspected
  record UsageAllowance(int contract, int ordinal, String tokenClass, BigDecimal quantity) {}
}
