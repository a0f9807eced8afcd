package reckoner.kit.store;

import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * One transaction on one thread; repositories called inside take part in it. READ COMMITTED with
 * row locks.
 */
@Singleton
public class Transactions {
  private final TransactionOperations<Connection> operations;

  Transactions(TransactionOperations<Connection> operations) {
    this.operations = operations;
  }

  public <T> T write(Supplier<T> work) {
    var failure = new AtomicReference<RuntimeException>();
    try {
      return operations.executeWrite(status -> noting(failure, work));
    } catch (RuntimeException end) {
      throw first(failure, end);
    }
  }

  public <T> T read(Supplier<T> work) {
    var failure = new AtomicReference<RuntimeException>();
    try {
      return operations.executeRead(status -> noting(failure, work));
    } catch (RuntimeException end) {
      throw first(failure, end);
    }
  }

  private static <T> T noting(AtomicReference<RuntimeException> failure, Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException thrown) {
      failure.set(thrown);
      throw thrown;
    }
  }

  /**
   * Why work failed, even where ending its transaction fails too: a connection that is lost cannot
   * be rolled back, and what that failure says hides the reason.
   */
  private static RuntimeException first(
      AtomicReference<RuntimeException> failure, RuntimeException end) {
    var noted = failure.get();
    if (noted == null || noted.equals(end)) { // exceptions are equal to themselves alone
      return end;
    }
    noted.addSuppressed(end);
    return noted;
  }

  /**
   * Plain JDBC inside the present transaction, for the bulk paths that a benchmark has shown to
   * need it.
   */
  public <T> T jdbc(JdbcWork<T> work) {
    var failure = new AtomicReference<RuntimeException>();
    try {
      return operations.executeWrite(
          status -> noting(failure, () -> unchecked(work, status.getConnection())));
    } catch (RuntimeException end) {
      throw first(failure, end);
    }
  }

  private static <T> T unchecked(JdbcWork<T> work, Connection connection) {
    try {
      return work.on(connection);
    } catch (SQLException failure) {
      throw new UncheckedSqlException(failure);
    }
  }

  /** Work on a connection. */
  @FunctionalInterface
  public interface JdbcWork<T> {
    T on(Connection connection) throws SQLException;
  }

  /** A failure of plain JDBC. */
  public static final class UncheckedSqlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UncheckedSqlException(SQLException cause) {
      super(cause);
    }
  }
}
