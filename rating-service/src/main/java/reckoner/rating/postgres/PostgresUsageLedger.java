package reckoner.rating.postgres;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.OptionalLong;
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
  public void enter(String tenant) {
    advise(
        "select pg_advisory_xact_lock_shared(hashtextextended('usage change ' || ?, 0))", tenant);
  }

  @Override
  public void enterAlone(String tenant) {
    advise("select pg_advisory_xact_lock(hashtextextended('usage change ' || ?, 0))", tenant);
  }

  private void advise(String sql, String tenant) {
    transactions.jdbc(connection -> {
      try (var lock = connection.prepareStatement(sql)) {
        lock.setString(1, tenant);
        return lock.execute();
      }
    });
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
              """
              select position, store_time, terms_revision from usage_ledger
              where tenant = ? for update
              """)) {
        lock.setString(1, tenant);
        var row = lock.executeQuery();
        row.next();
        var storeTime = row.getObject(2, OffsetDateTime.class);
        return new Ledger(
            row.getLong(1),
            storeTime == null ? Instant.EPOCH : storeTime.toInstant(),
            row.getInt(3));
      }
    });
  }

  @Override
  public OptionalLong sealedBefore(String tenant, Instant exclusive) {
    return transactions.jdbc(connection -> {
      try (var find =
          connection.prepareStatement(
              """
              select coalesce((select position from usage_batch b
                where b.tenant = l.tenant and b.store_time < ?
                order by b.store_time desc, b.position desc limit 1), 0)
              from usage_ledger l where tenant = ? and store_time >= ?
              """)) {
        find.setObject(1, Times.utc(exclusive));
        find.setString(2, tenant);
        find.setObject(3, Times.utc(exclusive));
        var row = find.executeQuery();
        return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
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
  public long position(String tenant) {
    return number("select position from usage_ledger where tenant = ?", tenant);
  }

  @Override
  public int termsRevision(String tenant) {
    return (int) number("select terms_revision from usage_ledger where tenant = ?", tenant);
  }

  private long number(String sql, String tenant) {
    return transactions.jdbc(connection -> {
      try (var find = connection.prepareStatement(sql)) {
        find.setString(1, tenant);
        var row = find.executeQuery();
        return row.next() ? row.getLong(1) : 0L;
      }
    });
  }

  @Override
  public long newBatch() {
    return transactions.jdbc(connection -> {
      try (var next = connection.prepareStatement("select nextval('usage_batch_id')")) {
        var row = next.executeQuery();
        row.next();
        return row.getLong(1);
      }
    });
  }

  @Override
  public void addBatch(String tenant, long batch, long position, Instant storeTime, int events) {
    transactions.jdbc(connection -> {
      try (var add =
          connection.prepareStatement(
              """
              with moved as (
                update usage_ledger set position = ?, store_time = ?, events = events + ?
                where tenant = ?
              )
              insert into usage_batch (tenant, batch, position, store_time) values (?, ?, ?, ?)
              """)) {
        add.setLong(1, position);
        add.setObject(2, Times.utc(storeTime));
        add.setInt(3, events);
        add.setString(4, tenant);
        add.setString(5, tenant);
        add.setLong(6, batch);
        add.setLong(7, position);
        add.setObject(8, Times.utc(storeTime));
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
              select coalesce((select position from usage_batch where tenant = ? and store_time < ?
                order by store_time desc, position desc limit 1), 0)
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
