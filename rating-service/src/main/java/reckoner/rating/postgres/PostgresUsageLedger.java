package reckoner.rating.postgres;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import reckoner.kit.store.Transactions;
import reckoner.rating.UsageLedger;

/** One row a tenant, and one a batch. */
@Singleton
class PostgresUsageLedger implements UsageLedger {
  private final Transactions transactions;

  PostgresUsageLedger(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public Ledger lock(String tenant) {
    return transactions.jdbc(connection -> {
      try (var ensure =
          connection.prepareStatement(
              "insert into usage_ledger (tenant) values (?) on conflict do nothing")) {
        ensure.setString(1, tenant);
        ensure.executeUpdate();
      }
      try (var lock =
          connection.prepareStatement(
              "select position, store_time from usage_ledger where tenant = ? for update")) {
        lock.setString(1, tenant);
        var row = lock.executeQuery();
        row.next();
        var storeTime = row.getObject(2, OffsetDateTime.class);
        return new Ledger(
            row.getLong(1), storeTime == null ? Instant.EPOCH : storeTime.toInstant());
      }
    });
  }

  @Override
  public void seal(String tenant, Instant exclusive) {
    transactions.jdbc(connection -> {
      try (var seal =
          connection.prepareStatement(
              """
              insert into usage_ledger as l (tenant, store_time) values (?, ?)
              on conflict (tenant) do update
                set store_time = greatest(coalesce(l.store_time, excluded.store_time),
                  excluded.store_time)
              """)) {
        seal.setString(1, tenant);
        seal.setObject(2, Times.utc(exclusive));
        return seal.executeUpdate();
      }
    });
  }

  @Override
  public void addBatch(String tenant, long position, Instant storeTime) {
    transactions.jdbc(connection -> {
      try (var move =
              connection.prepareStatement(
                  "update usage_ledger set position = ?, store_time = ? where tenant = ?");
          var add =
              connection.prepareStatement(
                  "insert into usage_batch (tenant, position, store_time) values (?, ?, ?)")) {
        move.setLong(1, position);
        move.setObject(2, Times.utc(storeTime));
        move.setString(3, tenant);
        move.executeUpdate();
        add.setString(1, tenant);
        add.setLong(2, position);
        add.setObject(3, Times.utc(storeTime));
        return add.executeUpdate();
      }
    });
  }

  @Override
  public long positionBefore(String tenant, Instant exclusive) {
    return transactions.jdbc(connection -> {
      try (var find =
          connection.prepareStatement(
              """
              select coalesce(max(position), 0) from usage_batch
              where tenant = ? and store_time < ?
              """)) {
        find.setString(1, tenant);
        find.setObject(2, Times.utc(exclusive));
        var row = find.executeQuery();
        row.next();
        return row.getLong(1);
      }
    });
  }
}
