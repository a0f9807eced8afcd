package reckoner.rating.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.kit.store.Transactions;

/** Puts what batches added into the rows of aggregates and windows. */
final class AggregateFold {
  /** Of ids that batches added to: some two thousand, which are summed in a millisecond. */
  private static final long UNFOLDED_READ_BYTES_MAX = 16_384;

  /** What comes while windows are folded may wait for the next time. */
  private static final int WINDOW_ROUNDS_MAX = 1_000;

  private static final String FOLD =
      """
      with folded as (
        delete from usage_delta where tenant = ?
        returning aggregates, quantities, events, marginals
      ), added as (
        select u.aggregate, sum(u.quantity) as quantity, sum(u.events) as events,
          coalesce(sum(u.marginals), 0) as marginals
        from folded f, unnest(f.aggregates, f.quantities, f.events, f.marginals)
          as u(aggregate, quantity, events, marginals)
        group by u.aggregate
      )
      update usage_aggregate a set quantity = a.quantity + n.quantity, events = a.events + n.events,
        marginals = a.marginals + n.marginals
      from added n where a.tenant = ? and a.aggregate = n.aggregate
      """;

  private static final Logger LOG = LoggerFactory.getLogger(AggregateFold.class);

  private final Transactions transactions;

  AggregateFold(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Whether reading what is not folded would take long. */
  boolean isLong(String tenant) {
    return transactions.jdbc(connection -> {
      try (var sum =
          connection.prepareStatement(
              "select coalesce(sum(pg_column_size(aggregates)), 0) from usage_delta"
                  + " where tenant = ?")) {
        sum.setString(1, tenant);
        var row = sum.executeQuery();
        row.next();
        return row.getLong(1) > UNFOLDED_READ_BYTES_MAX;
      }
    });
  }

  /** Answers whether it could. */
  boolean run(String tenant) {
    try {
      transactions.write(() -> transactions.jdbc(connection -> sums(connection, tenant)));
      int windows;
      int rounds = 0;
      do { // some after the others, so that none of it takes long
        windows =
            transactions.write(() -> transactions.jdbc(connection -> windows(connection, tenant)));
      } while (windows > 0 && ++rounds < WINDOW_ROUNDS_MAX);
      return true;
    } catch (RuntimeException failure) {
      LOG.warn("aggregates of {} are not folded, which is tried again later", tenant, failure);
      return false;
    }
  }

  private static int sums(Connection connection, String tenant) throws SQLException {
    alone(connection, tenant);
    try (var fold = connection.prepareStatement(FOLD)) {
      fold.setString(1, tenant);
      fold.setString(2, tenant);
      return fold.executeUpdate();
    }
  }

  private static int windows(Connection connection, String tenant) throws SQLException {
    alone(connection, tenant);
    return WindowFold.run(connection, tenant);
  }

  /** Two that fold would update rows in different orders. */
  private static void alone(Connection connection, String tenant) throws SQLException {
    try (var alone =
        connection.prepareStatement(
            "select pg_advisory_xact_lock(hashtextextended('usage fold ' || ?, 0))")) {
      alone.setString(1, tenant);
      alone.execute();
    }
  }
}
