package reckoner.rating.postgres;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import reckoner.kit.store.BinaryColumns;
import reckoner.kit.store.Transactions;
import reckoner.pricing.Period;
import reckoner.rating.ContractStore;
import reckoner.rating.ContractTerms;
import reckoner.rating.UsageCharges;

/** Contracts, their periods and what became due in them. */
@Singleton
class PostgresContractStore implements ContractStore {
  // arrays whose length the planner cannot see, so that it plans once and not for each
  private static final String PERIODS =
      """
      select k.place, c.number, p.number, p.period_start, p.period_end, p.cutoff_time,
        p.closed_reply
      from unnest((select ?::text[]), (select ?::timestamptz[])) with ordinality
          as k(contract, period_start, place)
      join contract_period p
        on p.tenant = ? and p.contract = k.contract and p.period_start = k.period_start
      join contract c on c.tenant = p.tenant and c.contract = p.contract
      """;

  private static final String LOCK_PERIODS =
      PERIODS + "order by c.number, p.number for update of p";

  private static final String CLOSE =
      """
      update contract_period set usage_position = ?, catalog_position = ?, receipt_hash = ?,
        closed_reply = ?
      where tenant = ? and contract = ? and period_start = ?
      """;

  private final ContractRepository tables;
  private final RateLimitRepository rateLimits;
  private final Transactions transactions;
  private final StoredTerms terms = new StoredTerms();

  PostgresContractStore(
      ContractRepository tables, RateLimitRepository rateLimits, Transactions transactions) {
    this.tables = tables;
    this.rateLimits = rateLimits;
    this.transactions = transactions;
  }

  @Override
  public Optional<byte[]> contentHash(String tenant, String contract) {
    return tables.find(tenant, contract).map(ContractRow::contentHash);
  }

  @Override
  public Optional<String> overlapping(String tenant, String customer, Period whole) {
    return tables.overlapping(tenant, customer, whole.start(), whole.end());
  }

  @Override
  public List<Coverage> add(String tenant, ContractTerms terms, byte[] contentHash, int number) {
    var contract = terms.contract();
    tables.insert(
        tenant,
        contract,
        number,
        terms.customer(),
        terms.zone().getId(),
        terms.currency().getCurrencyCode(),
        terms.activateTime(),
        terms.usageGrace().toSeconds(),
        contentHash);
    for (int i = 0; i < terms.periods().size(); i++) {
      var period = terms.periods().get(i);
      tables.insertPeriod(
          tenant,
          contract,
          i,
          terms.customer(),
          period.start(),
          period.end(),
          terms.cutoffOf(period));
    }
    for (int i = 0; i < terms.charges().size(); i++) {
      addCharge(tenant, contract, i, terms.charges().get(i));
    }
    for (int i = 0; i < terms.rateLimits().size(); i++) {
      var limit = terms.rateLimits().get(i);
      rateLimits.insert(
          tenant,
          contract,
          i,
          limit.limit(),
          limit.meter(),
          limit.quantity(),
          limit.windowMs(),
          limit.burst(),
          limit.per(),
          limit.failsOpen());
    }
    tables.reviseTerms(tenant, number);
    return covering(tenant, List.of(terms.customer())).stream()
        .filter(coverage -> coverage.contract() == number)
        .toList();
  }

  private void addCharge(String tenant, String contract, int ordinal, ContractTerms.Charge charge) {
    var terms = charge.terms();
    var usage = terms instanceof ContractTerms.ModelUsage model ? model : null;
    tables.insertCharge(
        tenant,
        contract,
        ordinal,
        charge.charge(),
        charge.displayName(),
        terms instanceof ContractTerms.Recurring(var amount) ? amount : null,
        usage == null ? null : usage.book().priceBook(),
        usage == null ? null : usage.book().version(),
        usage != null && usage.ratesLateCosts(),
        terms instanceof ContractTerms.Metered metered
            ? metered.stated()
            : StoredTerms.NOT_METERED);
    if (usage != null) {
      usage
          .allowances()
          .forEach((tokenClass, quantity) ->
              tables.insertAllowance(tenant, contract, ordinal, tokenClass.wireName(), quantity));
    }
  }

  @Override
  public List<Coverage> covering(String tenant, Collection<String> customers) {
    var names = List.copyOf(customers);
    var charges =
        tables.usageCharges(tenant, names).stream()
            .collect(Collectors.groupingBy(Rows.UsageCharge::contract));
    var allowances =
        tables.usageAllowances(tenant, names).stream()
            .collect(Collectors.groupingBy(Rows.UsageAllowance::contract));
    var terms = new HashMap<Integer, UsageCharges>();
    charges.forEach((contract, rows) -> {
      var free =
          allowances.getOrDefault(contract, List.of()).stream()
              .map(row -> new Rows.Allowance(row.ordinal(), row.tokenClass(), row.quantity()))
              .toList();
      terms.put(
          contract,
          UsageCharges.of(rows.stream().map(row -> this.terms.usage(row, free)).toList()));
    });
    var none = UsageCharges.of(List.of());
    return tables.covering(tenant, names).stream()
        .map(row ->
            new Coverage(
                row.contract(),
                row.number(),
                row.customer(),
                new Period(row.periodStart(), row.periodEnd()),
                row.cutoffTime(),
                terms.getOrDefault(row.contract(), none)))
        .toList();
  }

  @Override
  public List<String> customersSince(String tenant, int termsRevision) {
    return tables.customersSince(tenant, termsRevision);
  }

  @Override
  public Optional<ContractTerms> find(String tenant, String contract) {
    return Optional.ofNullable(terms(tenant, List.of(contract)).get(contract));
  }

  private Map<String, ContractTerms> terms(String tenant, List<String> contracts) {
    return transactions.jdbc(connection -> terms.find(connection, tenant, contracts));
  }

  @Override
  public Optional<PeriodName> periodAt(
      String tenant, String contract, String customer, Instant time) {
    return tables
        .periodAt(tenant, contract, customer, time)
        .map(row -> new PeriodName(row.contract(), row.periodStart()));
  }

  @Override
  public List<PeriodName> periodsIn(String tenant, String contract, String customer, Period range) {
    return tables.periodsIn(tenant, contract, customer, range.start(), range.end()).stream()
        .map(row -> new PeriodName(row.contract(), row.periodStart()))
        .toList();
  }

  @Override
  public Optional<StoredPeriod> period(String tenant, String contract, Instant periodStart) {
    var name = new PeriodName(contract, periodStart);
    return Optional.ofNullable(periods(tenant, List.of(name), PERIODS).get(name));
  }

  @Override
  public Map<PeriodName, Agreed> agreed(String tenant, List<PeriodName> names) {
    var periods = periods(tenant, names, PERIODS);
    var contracts = periods.keySet().stream().map(PeriodName::contract).distinct().toList();
    var agreed = new HashMap<PeriodName, Agreed>();
    var found = terms(tenant, contracts);
    periods.forEach((name, period) ->
        agreed.put(name, new Agreed(period, Objects.requireNonNull(found.get(name.contract())))));
    return agreed;
  }

  @Override
  public Map<PeriodName, StoredPeriod> lockPeriods(String tenant, List<PeriodName> names) {
    return periods(tenant, names, LOCK_PERIODS);
  }

  private Map<PeriodName, StoredPeriod> periods(String tenant, List<PeriodName> names, String sql) {
    return transactions.jdbc(connection -> {
      try (var find = connection.prepareStatement(sql)) {
        new BinaryColumns<>(connection, find, 1, names)
            .text(PeriodName::contract)
            .timestamptz(PeriodName::periodStart);
        find.setString(3, tenant);
        var periods = new HashMap<PeriodName, StoredPeriod>();
        var rows = find.executeQuery();
        while (rows.next()) {
          periods.put(
              names.get(rows.getInt(1) - 1),
              new StoredPeriod(
                  rows.getInt(2),
                  rows.getInt(3),
                  new Period(Times.of(rows, 4), Times.of(rows, 5)),
                  Times.of(rows, 6),
                  Optional.ofNullable(rows.getBytes(7))));
        }
        return periods;
      }
    });
  }

  @Override
  public void distrustAggregates(String tenant, int contract, int period) {
    tables.distrustAggregates(tenant, contract, period);
  }

  @Override
  public boolean isAggregated(String tenant, int contract, int period) {
    return tables.isAggregated(tenant, contract, period);
  }

  @Override
  public void close(String tenant, List<Close> closes) {
    if (closes.isEmpty()) {
      return;
    }
    var due = new DueRows(tenant, closes.stream().mapToInt(Close::lines).sum());
    closes.forEach(close -> due.addClose(close.charges()));
    transactions.jdbc(connection -> {
      due.into(connection);
      try (var update = connection.prepareStatement(CLOSE)) {
        for (var close : closes) {
          var known = close.charges().known();
          update.setLong(1, known.usagePosition());
          update.setLong(2, known.catalogPosition());
          update.setString(3, close.receiptHash());
          update.setBytes(4, close.reply());
          update.setString(5, tenant);
          update.setString(6, close.charges().contract());
          update.setObject(7, Times.utc(close.charges().period().start()));
          update.addBatch();
        }
        return update.executeBatch().length;
      }
    });
  }
}
