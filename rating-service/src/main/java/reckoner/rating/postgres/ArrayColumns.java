package reckoner.rating.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Binds one array a column. */
final class ArrayColumns {
  private final Connection connection;
  private final PreparedStatement statement;
  private final int size;
  private int next;

  ArrayColumns(Connection connection, PreparedStatement statement, int first, int size) {
    this.connection = connection;
    this.statement = statement;
    this.next = first;
    this.size = size;
  }

  <T> void add(String type, Collection<T> rows, Function<T, Object> value) throws SQLException {
    addOptional(type, rows, row -> Optional.of(value.apply(row)));
  }

  <T> void addOptional(String type, Collection<T> rows, Function<T, ? extends Optional<?>> value)
      throws SQLException {
    var array = type.equals("bytea") ? new byte[size][] : new @Nullable Object[size];
    int i = 0;
    for (var row : rows) {
      array[i++] = value.apply(row).orElse(null);
    }
    statement.setArray(next++, connection.createArrayOf(type, array));
  }
}
