package reckoner.workflows.postgres;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import reckoner.kit.store.Transactions;
import reckoner.workflows.Backlog;
import reckoner.workflows.ProcessRef;
import reckoner.workflows.ProcessStore;

@Singleton
class PostgresProcesses implements ProcessStore {
  private final Transactions transactions;
  private final ProcessRepository rows;

  PostgresProcesses(Transactions transactions, ProcessRepository rows) {
    this.transactions = transactions;
    this.rows = rows;
  }

  @Override
  public void requestStart(ProcessRef process) {
    rows.insert(process.tenant(), process.kind().name(), process.key());
  }

  @Override
  public int relay(int limit, UnaryOperator<List<ProcessRef>> start) {
    return transactions.write(() -> {
      var taken = rows.take(limit);
      var started =
          Set.copyOf(start.apply(taken.stream().map(PostgresProcesses::process).toList()));
      return taken.stream()
          .filter(row -> started.contains(process(row)))
          .mapToInt(row -> rows.delete(row.id()))
          .sum();
    });
  }

  @Override
  public List<ProcessRef> live(ProcessRef after, int limit) {
    var page =
        switch (after.kind()) {
          case CONTRACT -> rows.liveContracts(after.tenant(), after.key(), limit);
          case BILLING_RUN -> rows.runningRuns(after.tenant(), after.key(), limit);
        };
    return page.stream().map(PostgresProcesses::process).toList();
  }

  @Override
  public List<ProcessRef> due(Instant from, Instant to, ProcessRef after, int limit) {
    return rows.dueContracts(from, to, after.tenant(), after.key(), limit).stream()
        .map(PostgresProcesses::process)
        .toList();
  }

  @Override
  public Backlog backlog(Instant now) {
    return new Backlog(
        rows.countOutbox(Backlog.COUNT_MAX),
        rows.countAccepted(Backlog.COUNT_MAX),
        rows.countBlocked(now, Backlog.COUNT_MAX),
        rows.countRunning(Backlog.COUNT_MAX),
        rows.countUnrendered(Backlog.COUNT_MAX));
  }

  private static ProcessRef process(ProcessRow row) {
    return new ProcessRef(ProcessRef.Kind.valueOf(row.kind()), row.tenant(), row.processKey());
  }
}
