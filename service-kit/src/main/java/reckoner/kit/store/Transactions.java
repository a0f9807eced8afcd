package reckoner.kit.store;

import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
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
    return operations.executeWrite(status -> work.get());
  }

  public <T> T read(Supplier<T> work) {
    return operations.executeRead(status -> work.get());
  }

  /**
   * Plain JDBC inside the present transaction, for the bulk paths that a benchmark has shown to
   * need it.
   */
  public <T> T jdbc(JdbcWork<T> work) {
    return operations.executeWrite(status -> {
      try {
        return work.on(status.getConnection());
      } catch (SQLException failure) {
        throw new UncheckedSqlException(failure);
      }
    });
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
