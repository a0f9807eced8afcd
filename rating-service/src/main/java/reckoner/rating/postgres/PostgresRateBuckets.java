package reckoner.rating.postgres;

import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.kit.store.Transactions;
import reckoner.kit.wire.CanonicalForm;
import reckoner.rating.RateBuckets;
import reckoner.rating.RateLimit.Bucket;

/**
 * Buckets as rows, locked while they are asked. Plain JDBC: three statements that a caller waits
 * for.
 */
@Singleton
class PostgresRateBuckets implements RateBuckets {
  private static final int FORGOTTEN_AT_ONCE = 10_000;
  private static final Logger LOG = LoggerFactory.getLogger(PostgresRateBuckets.class);

  private static final String NOW = "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)";
  private static final String FIND =
      """
      select level, time_ms, %s from rate_bucket
      where tenant = ? and contract = ? and limit_key = ? and value = ? for update
      """
          .formatted(NOW);

  private final Transactions transactions;

  PostgresRateBuckets(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public Given take(Name name, Ask ask) {
    try {
      return transactions.write(
          () -> transactions.jdbc(connection -> new OfOne(connection, name).take(ask)));
    } catch (RuntimeException outage) {
      LOG.warn("the bucket of limit {} is out of reach", name.limit().limit(), outage);
      throw new Unreachable(outage);
    }
  }

  /** One bucket in one transaction. */
  private record OfOne(Connection connection, Name name) {
    Given take(Ask ask) throws SQLException {
      var found = find();
      var limit = name.limit();
      var has = (found.isPresent() ? found.get() : insert()).more(limit, ask.back());
      long units = has.units(limit);
      long given =
          units < ask.needed()
              ? 0
              : ask.needed() + Math.min(ask.extra(), (units - ask.needed()) / 2);
      var left = has.less(limit, given);
      update(left);
      return new Given(given, left);
    }

    /** The bucket as of now; a row that was forgotten was full. */
    private Optional<Bucket> find() throws SQLException {
      try (var find = connection.prepareStatement(FIND)) {
        key(find, 1);
        var row = find.executeQuery();
        return row.next() ? Optional.of(bucket(row)) : Optional.empty();
      }
    }

    private Bucket bucket(ResultSet row) throws SQLException {
      return new Bucket(row.getLong(1), row.getLong(2)).at(name.limit(), row.getLong(3));
    }

    /** A full one, or that of whoever was first; locked like one that is found. */
    private Bucket insert() throws SQLException {
      try (var insert =
          connection.prepareStatement(
              """
              insert into rate_bucket as b
                (tenant, contract, limit_key, value, level, time_ms, full_ms)
              values (?, ?, ?, ?, ?, %1$s, %1$s)
              on conflict (tenant, contract, limit_key, value) do update set level = b.level
              returning level, time_ms, %1$s
              """
                  .formatted(NOW))) {
        int next = key(insert, 1);
        insert.setLong(next, name.limit().burst() * name.limit().windowMs());
        var row = insert.executeQuery();
        row.next();
        return bucket(row);
      }
    }

    private void update(Bucket bucket) throws SQLException {
      try (var update =
          connection.prepareStatement(
              """
              update rate_bucket set level = ?, time_ms = ?, full_ms = ?
              where tenant = ? and contract = ? and limit_key = ? and value = ?
              """)) {
        update.setLong(1, bucket.level());
        update.setLong(2, bucket.timeMs());
        update.setLong(3, bucket.timeMs() + bucket.fullInMs(name.limit()));
        key(update, 4);
        update.executeUpdate();
      }
    }

    private int key(PreparedStatement statement, int from) throws SQLException {
      statement.setString(from, name.tenant());
      statement.setString(from + 1, name.contract());
      statement.setString(from + 2, name.limit().limit());
      statement.setObject(from + 3, hash(name.value()));
      return from + 4;
    }

    private static UUID hash(String value) {
      var bytes = ByteBuffer.wrap(CanonicalForm.sha256(value.getBytes(StandardCharsets.UTF_8)));
      return new UUID(bytes.getLong(), bytes.getLong());
    }
  }

  @Override
  public int forgetFull() {
    return transactions.write(() ->
        transactions.jdbc(connection -> {
          try (var delete =
              connection.prepareStatement(
                  """
                  delete from rate_bucket where (tenant, contract, limit_key, value) in (
                    select tenant, contract, limit_key, value from rate_bucket
                    where full_ms <= %s limit ? for update skip locked)
                  """
                      .formatted(NOW))) {
            delete.setInt(1, FORGOTTEN_AT_ONCE);
            return delete.executeUpdate();
          }
        }));
  }
}
