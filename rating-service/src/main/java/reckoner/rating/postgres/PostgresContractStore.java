package reckoner.rating.postgres;

import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Currency;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Period;
import reckoner.pricing.TokenClass;
import reckoner.rating.Catalog;
import reckoner.rating.ContractStore;
import reckoner.rating.ContractTerms;
import reckoner.rating.PeriodAdjustments.Part;
import reckoner.rating.PeriodCharges;
import reckoner.rating.UsageCharges;
import reckoner.rating.wire.MeteredReader;

/** Contracts, their periods and what became due in them. */
@Singleton
class PostgresContractStore implements ContractStore {
  private static final byte[] NOT_METERED = {};
  private final ContractRepository tables;
  private final RateLimitRepository rateLimits;

  PostgresContractStore(ContractRepository tables, RateLimitRepository rateLimits) {
    this.tables = tables;
    this.rateLimits = rateLimits;
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
        terms instanceof ContractTerms.Metered metered ? metered.stated() : NOT_METERED);
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
          contract, UsageCharges.of(rows.stream().map(row -> usageCharge(row, free)).toList()));
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

  private static ContractTerms.Charge usageCharge(
      Rows.UsageCharge row, List<Rows.Allowance> allowances) {
    return charge(
        new Rows.Charge(
            row.ordinal(),
            row.charge(),
            row.displayName(),
            null,
            row.priceBook(),
            row.priceBookVersion(),
            row.ratesLateCosts(),
            row.metered()),
        allowances);
  }

  @Override
  public List<String> customersSince(String tenant, int termsRevision) {
    return tables.customersSince(tenant, termsRevision);
  }

  private static Optional<Catalog.PinnedBook> book(
      @Nullable String priceBook, @Nullable Integer version) {
    return priceBook == null
        ? Optional.empty()
        : Optional.of(new Catalog.PinnedBook(priceBook, Objects.requireNonNull(version)));
  }

  @Override
  public Optional<ContractTerms> find(String tenant, String contract) {
    return tables
        .find(tenant, contract)
        .map(row -> {
          var periods =
              tables.periods(tenant, contract).stream()
                  .map(period -> new Period(period.periodStart(), period.periodEnd()))
                  .toList();
          var allowances = tables.allowances(tenant, contract);
          var charges =
              tables.charges(tenant, contract).stream()
                  .map(charge -> charge(charge, allowances))
                  .toList();
          return new ContractTerms(
              contract,
              row.customer(),
              ZoneId.of(row.zone()),
              Currency.getInstance(row.currency()),
              periods,
              charges,
              row.activateTime(),
              Duration.ofSeconds(row.usageGraceS()),
              rateLimits.find(tenant, contract).stream()
                  .map(RateLimitRepository.LimitRow::limit)
                  .toList());
        });
  }

  private static ContractTerms.Charge charge(Rows.Charge row, List<Rows.Allowance> allowances) {
    var amount = row.recurringAmount();
    if (amount != null) {
      return new ContractTerms.Charge(
          row.charge(), row.displayName(), new ContractTerms.Recurring(amount));
    }
    if (row.metered().length > 0) {
      return new ContractTerms.Charge(
          row.charge(), row.displayName(), MeteredReader.stored(row.metered()));
    }
    var free = new EnumMap<TokenClass, BigDecimal>(TokenClass.class);
    allowances.stream()
        .filter(allowance -> allowance.ordinal() == row.ordinal())
        .forEach(allowance ->
            free.put(
                TokenClass.ofWireName(allowance.tokenClass()).orElseThrow(), allowance.quantity()));
    return new ContractTerms.Charge(
        row.charge(),
        row.displayName(),
        new ContractTerms.ModelUsage(
            book(row.priceBook(), row.priceBookVersion()).orElseThrow(),
            free,
            row.ratesLateCosts()));
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
    return tables.period(tenant, contract, periodStart).map(PostgresContractStore::stored);
  }

  @Override
  public StoredPeriod lockPeriod(String tenant, String contract, Instant periodStart) {
    return stored(tables.lockPeriod(tenant, contract, periodStart));
  }

  private static StoredPeriod stored(Rows.Period row) {
    return new StoredPeriod(
        row.contractNumber(),
        row.number(),
        new Period(row.periodStart(), row.periodEnd()),
        row.cutoffTime(),
        row.closedReply().length == 0 ? Optional.empty() : Optional.of(row.closedReply()));
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
  public void close(String tenant, PeriodCharges charges, String receiptHash, byte[] reply) {
    var start = charges.period().start();
    var rows =
        charges.charges().stream()
            .map(charge ->
                DueRow.ofClose(
                    charge,
                    Objects.requireNonNull(
                        charges.marginals().get(new Part(charge.charge(), charge.part())))))
            .toList();
    tables.insertCharges(tenant, charges.contract(), start, DueRow.json(rows));
    tables.close(
        tenant,
        charges.contract(),
        start,
        charges.known().usagePosition(),
        charges.known().catalogPosition(),
        receiptHash,
        reply);
  }
}
