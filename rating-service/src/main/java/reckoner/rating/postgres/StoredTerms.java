package reckoner.rating.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import reckoner.pricing.Period;
import reckoner.pricing.TokenClass;
import reckoner.rating.Catalog;
import reckoner.rating.ContractTerms;
import reckoner.rating.ContractTerms.Charge;
import reckoner.rating.ContractTerms.Metered;
import reckoner.rating.RateLimit;
import reckoner.rating.wire.MeteredReader;

/**
 * Reads what contracts agree, of several in one round trip. Plain JDBC: each of these tables asked
 * by itself took a close as long as its usage.
 */
final class StoredTerms {
  /** Most contracts state the same terms as others; read, they take some times their bytes. */
  private static final long METERED_BYTES_MAX = 8_388_608;

  /** What a charge states that no meter counts. */
  static final byte[] NOT_METERED = {};

  // arrays whose length the planner cannot see, so that it plans once and not for each
  private static final String PERIODS =
      """
      select contract, period_start, period_end from contract_period
      where tenant = ? and contract = any((select ?::text[])::text[]) order by contract, period_start
      """;

  private static final String ALLOWANCES =
      """
      select contract, ordinal, token_class, quantity from charge_allowance
      where tenant = ? and contract = any((select ?::text[])::text[])
      """;

  private static final String CHARGES =
      """
      select contract, ordinal, charge, display_name, recurring_amount, price_book,
        price_book_version, rates_late_costs, metered
      from contract_charge where tenant = ? and contract = any((select ?::text[])::text[]) order by contract, ordinal
      """;

  private static final String RATE_LIMITS =
      """
      select contract, limit_key, meter, quantity, window_ms, burst, per, fails_open
      from contract_rate_limit
      where tenant = ? and contract = any((select ?::text[])::text[]) order by contract, ordinal
      """;

  private static final String CONTRACTS =
      """
      select contract, customer, zone, currency, activate_time, usage_grace_s from contract
      where tenant = ? and contract = any((select ?::text[])::text[])
      """;

  private static final List<String> STATEMENTS =
      List.of(PERIODS, ALLOWANCES, CHARGES, RATE_LIMITS, CONTRACTS);

  private static final String ALL = String.join(";", STATEMENTS);

  private final Cache<ByteBuffer, Metered> metered =
      Caffeine.newBuilder()
          .maximumWeight(METERED_BYTES_MAX)
          .weigher((ByteBuffer stated, Metered _) -> stated.remaining())
          .build();

  /** Those of these contracts that are there, by their keys. */
  Map<String, ContractTerms> find(
      Connection connection, String tenant, Collection<String> contracts) throws SQLException {
    try (var find = connection.prepareStatement(ALL)) {
      var keys = connection.createArrayOf("text", contracts.toArray());
      for (int i = 0; i < STATEMENTS.size(); i++) {
        find.setString(2 * i + 1, tenant);
        find.setArray(2 * i + 2, keys);
      }
      find.execute();
      var periods = next(find, row -> new Period(Times.of(row, 2), Times.of(row, 3)));
      var allowances =
          next(
              find,
              row -> new Rows.Allowance(row.getInt(2), row.getString(3), row.getBigDecimal(4)));
      var charges =
          next(find, row -> charge(row, allowances.getOrDefault(row.getString(1), List.of())));
      var rateLimits = next(find, StoredTerms::rateLimit);
      var found = new HashMap<String, ContractTerms>();
      next(
          find,
          row -> {
            var contract = row.getString(1);
            return found.put(
                contract,
                new ContractTerms(
                    contract,
                    row.getString(2),
                    ZoneId.of(row.getString(3)),
                    Currency.getInstance(row.getString(4)),
                    periods.getOrDefault(contract, List.of()),
                    charges.getOrDefault(contract, List.of()),
                    Times.of(row, 5),
                    Duration.ofSeconds(row.getLong(6)),
                    rateLimits.getOrDefault(contract, List.of())));
          });
      return found;
    }
  }

  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** The rows of a statement by contract; goes on to the next statement. */
  private static <T> Map<String, List<T>> next(PreparedStatement find, RowReader<T> reader)
      throws SQLException {
    var found = new HashMap<String, List<T>>();
    var rows = find.getResultSet();
    while (rows.next()) {
      found.computeIfAbsent(rows.getString(1), _ -> new ArrayList<>()).add(reader.read(rows));
    }
    find.getMoreResults();
    return found;
  }

  private Charge charge(ResultSet row, List<Rows.Allowance> allowances) throws SQLException {
    var amount = row.getBigDecimal(5);
    if (amount != null) {
      return new Charge(row.getString(3), row.getString(4), new ContractTerms.Recurring(amount));
    }
    return usage(
        new Rows.UsageCharge(
            0,
            row.getInt(2),
            row.getString(3),
            row.getString(4),
            row.getString(6),
            row.getObject(7, Integer.class),
            row.getBoolean(8),
            Objects.requireNonNullElse(row.getBytes(9), NOT_METERED)),
        allowances);
  }

  /** A charge of usage, with the allowances of its contract. */
  Charge usage(Rows.UsageCharge row, List<Rows.Allowance> allowances) {
    if (row.metered().length > 0) {
      return new Charge(
          row.charge(),
          row.displayName(),
          Objects.requireNonNull(
              metered.get(
                  ByteBuffer.wrap(row.metered()), _ -> MeteredReader.stored(row.metered()))));
    }
    var free = new EnumMap<TokenClass, BigDecimal>(TokenClass.class);
    allowances.stream()
        .filter(allowance -> allowance.ordinal() == row.ordinal())
        .forEach(allowance ->
            free.put(
                TokenClass.ofWireName(allowance.tokenClass()).orElseThrow(), allowance.quantity()));
    return new Charge(
        row.charge(),
        row.displayName(),
        new ContractTerms.ModelUsage(
            new Catalog.PinnedBook(
                Objects.requireNonNull(row.priceBook()),
                Objects.requireNonNull(row.priceBookVersion())),
            free,
            row.ratesLateCosts()));
  }

  private static RateLimit rateLimit(ResultSet row) throws SQLException {
    return new RateLimit(
        row.getString(2),
        row.getString(3),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6),
        row.getString(7),
        row.getBoolean(8));
  }
}
