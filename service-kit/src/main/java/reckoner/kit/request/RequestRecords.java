package reckoner.kit.request;

import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reckoner.kit.store.Transactions;
import reckoner.kit.wire.CanonicalForm;

/**
 * What requests were, and what was answered. Plain JDBC: requests that are made together are one
 * batch of statements. Every call takes part in the caller's transaction.
 */
@Singleton
class RequestRecords {
  private static final String INSERT =
      """
      insert into request_record
        (tenant, service_account, method, request_id, content_hash, hash_version, reply)
      values (?, ?, ?, ?, ?, ?, ?)
      on conflict do nothing
      """;

  private static final String ANSWER =
      """
      update request_record set reply = ?
      where tenant = ? and service_account = ? and method = ? and request_id = ?
      """;

  private static final String FIND =
      """
      select content_hash, reply from request_record
      where tenant = ? and service_account = ? and method = ? and request_id = ?
      """;

  private final Transactions transactions;

  RequestRecords(Transactions transactions) {
    this.transactions = transactions;
  }

  /** What was noted; nobody else sees one without a reply. */
  record Noted(byte[] contentHash, byte @Nullable [] reply) {}

  /**
   * Notes requests in this order; answers for each whether it is the first of its id. Waits for
   * those of the same id that are under way.
   *
   * @param reply of all; null where it follows
   */
  boolean[] insert(List<Request> requests, byte @Nullable [] reply) {
    return transactions.jdbc(connection -> {
      try (var insert = connection.prepareStatement(INSERT)) {
        for (var request : requests) {
          bind(insert, 1, request);
          insert.setBytes(5, request.contentHash());
          insert.setShort(6, CanonicalForm.VERSION);
          insert.setBytes(7, reply);
          insert.addBatch();
        }
        var counts = insert.executeBatch();
        var isFirst = new boolean[counts.length];
        for (int i = 0; i < counts.length; i++) {
          isFirst[i] = counts[i] > 0;
        }
        return isFirst;
      }
    });
  }

  int answer(Request request, byte[] reply) {
    return transactions.jdbc(connection -> {
      try (var update = connection.prepareStatement(ANSWER)) {
        update.setBytes(1, reply);
        bind(update, 2, request);
        return update.executeUpdate();
      }
    });
  }

  Optional<Noted> find(Request request) {
    return transactions.jdbc(connection -> {
      try (var find = connection.prepareStatement(FIND)) {
        bind(find, 1, request);
        var row = find.executeQuery();
        return row.next()
            ? Optional.of(new Noted(row.getBytes(1), row.getBytes(2)))
            : Optional.empty();
      }
    });
  }

  private static void bind(PreparedStatement statement, int first, Request request)
      throws SQLException {
    statement.setString(first, request.tenant());
    statement.setString(first + 1, request.serviceAccount());
    statement.setString(first + 2, request.rpc());
    statement.setString(first + 3, request.requestId());
  }
}
