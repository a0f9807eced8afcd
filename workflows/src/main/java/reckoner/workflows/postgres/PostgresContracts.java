package reckoner.workflows.postgres;

import static java.util.stream.Collectors.groupingBy;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import reckoner.workflows.Contract;
import reckoner.workflows.ContractPeriod;
import reckoner.workflows.ContractStore;

@Singleton
class PostgresContracts implements ContractStore {
  private final ContractRepository rows;

  PostgresContracts(ContractRepository rows) {
    this.rows = rows;
  }

  @Override
  public void add(String tenant, Contract contract) {
    rows.insert(
        tenant,
        contract.contract(),
        contract.customer(),
        contract.zone(),
        contract.currency(),
        contract.usageGrace().toSeconds(),
        contract.state().name());
    for (var period : contract.periods()) {
      rows.insertPeriod(
          tenant,
          contract.contract(),
          period.start(),
          period.end(),
          period.cutoff(),
          period.state().name());
    }
  }

  @Override
  public Optional<Contract> find(String tenant, String contract) {
    return rows.find(tenant, contract).map(row -> withPeriods(tenant, row));
  }

  @Override
  public Optional<Contract> lock(String tenant, String contract) {
    return rows.lock(tenant, contract).map(row -> withPeriods(tenant, row));
  }

  private Contract withPeriods(String tenant, ContractRow row) {
    return contract(row, rows.periods(tenant, row.contract(), row.contract()));
  }

  @Override
  public List<Contract> page(String tenant, String after, int limit) {
    var page = rows.page(tenant, after, limit);
    if (page.isEmpty()) {
      return List.of();
    }
    var periods =
        rows.periods(tenant, page.getFirst().contract(), page.getLast().contract()).stream()
            .collect(groupingBy(PeriodRow::contract));
    return page.stream()
        .map(row -> contract(row, periods.getOrDefault(row.contract(), List.of())))
        .toList();
  }

  @Override
  public void saveActivation(String tenant, Contract contract, Instant activateTime) {
    rows.setActivateTime(tenant, contract.contract(), activateTime);
    for (var period : contract.periods()) {
      rows.setCutoff(tenant, contract.contract(), period.start(), period.cutoff());
    }
  }

  @Override
  public Optional<String> overlapping(String tenant, String customer, Instant start, Instant end) {
    return rows.overlapping(tenant, customer, start, end);
  }

  @Override
  public void markRefused(String tenant, String contract, Contract.Refused refused) {
    rows.setBlocked(tenant, contract, refused.reason(), refused.message());
  }

  @Override
  public void setState(String tenant, String contract, Contract.State state) {
    rows.setState(tenant, contract, state.name());
  }

  @Override
  public void markClosed(String tenant, String contract, Instant periodStart) {
    rows.setUnclosedState(tenant, contract, periodStart, ContractPeriod.State.CLOSED.name(), "");
  }

  @Override
  public void markBlocked(String tenant, String contract, Instant periodStart, String message) {
    rows.setUnclosedState(
        tenant, contract, periodStart, ContractPeriod.State.BLOCKED.name(), message);
  }

  @Override
  public void markBilled(String tenant, String contract, Instant periodStart) {
    rows.bill(tenant, contract, periodStart);
  }

  private static Contract contract(ContractRow row, List<PeriodRow> periods) {
    return new Contract(
        row.contract(),
        row.customer(),
        row.zone(),
        row.currency(),
        Duration.ofSeconds(row.usageGraceS()),
        Contract.State.valueOf(row.state()),
        row.blockedReason().isEmpty()
            ? null
            : new Contract.Refused(row.blockedReason(), row.blockedMessage()),
        row.activateTime(),
        periods.stream().map(PostgresContracts::period).toList());
  }

  private static ContractPeriod period(PeriodRow row) {
    return new ContractPeriod(
        row.periodStart(),
        row.periodEnd(),
        row.cutoffTime(),
        ContractPeriod.State.valueOf(row.state()),
        row.blockedMessage());
  }
}
