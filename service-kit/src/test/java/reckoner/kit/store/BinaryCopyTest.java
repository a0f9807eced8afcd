package reckoner.kit.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reckoner.kit.testing.TestService;

/** Rows that are copied are in the table as they were given. */
class BinaryCopyTest {
  private static final TestService SERVICE =
      TestService.start("none", Map.of("micronaut.application.name", "copy-test"));
  private static final String COPY = "copy copied from stdin (format binary)";
  private final Transactions transactions = SERVICE.context().getBean(Transactions.class);

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  private static void create(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          "create temp table copied (two smallint, four int, eight bigint primary key, id uuid,"
              + " time timestamptz, name text, bytes bytea) on commit drop");
    }
  }

  private static BinaryCopy row(BinaryCopy rows, Integer number, long key, String name) {
    return rows.row()
        .int2(number)
        .int4(number)
        .int8(key)
        .uuid(0x0123456789abcdefL, -1)
        .timestamptz(Instant.parse("1999-12-31T23:59:59.999999Z"))
        .text(name)
        .bytea(name.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> all(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select concat_ws(' ', two, four, eight, id, time at time zone 'UTC', name,"
                    + " encode(bytes, 'hex')) from copied order by eight")) {
      var found = new ArrayList<String>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }

  @Test
  void everyColumnIsWhatItWas() {
    var found =
        transactions.jdbc(connection -> {
          create(connection);
          var rows = new BinaryCopy(7, 0); // whatever room it begins with
          row(rows, -32_768, Long.MIN_VALUE, "é");
          row(rows, 32_767, Long.MAX_VALUE, "");
          assertEquals(2, rows.into(connection, COPY));
          return all(connection);
        });
    var fixed = " 01234567-89ab-cdef-ffff-ffffffffffff 1999-12-31 23:59:59.999999 ";
    assertEquals(
        List.of(
            "-32768 -32768 -9223372036854775808" + fixed + "é c3a9",
            "32767 32767 9223372036854775807" + fixed + " "),
        found);
  }

  @Test
  void manyRowsFindRoomAndNoneIsNone() {
    long rows =
        transactions.jdbc(connection -> {
          create(connection);
          var copy = new BinaryCopy(7, 10);
          for (int i = 0; i < 5_000; i++) {
            copy.row().int2(null).int4(null).int8(i).uuid(i, i).timestamptz(Instant.EPOCH);
            copy.text("x".repeat(i % 900)).bytea(new byte[i % 900]);
          }
          copy.into(connection, COPY);
          try (var statement = connection.createStatement();
              var row =
                  statement.executeQuery(
                      "select count(*) filter (where two is null and four is null"
                          + " and length(name) = eight % 900 and length(bytes) = eight % 900)"
                          + " from copied")) {
            row.next();
            return row.getLong(1);
          }
        });
    assertEquals(5_000, rows);
  }

  @Test
  void numbersKeepEveryDigitAndDocumentsTheirText() {
    var numbers =
        List.of(
            "0",
            "-1",
            "0.000000000000000001",
            "10000",
            "99999999999999999999999999999999999999.999999999999",
            "-12345.00060007",
            "100000000");
    var documents = List.of("{}", "{\"region\": \"é \\\"quoted\\\"\"}");
    var found =
        transactions.jdbc(connection -> {
          try (var statement = connection.createStatement()) {
            statement.execute(
                "create temp table copied (number numeric, document jsonb) on commit drop");
            var rows = new BinaryCopy(2, 0);
            numbers.forEach(number ->
                documents.forEach(
                    document -> rows.row().numeric(new BigDecimal(number)).jsonb(document)));
            rows.into(connection, COPY);
            var all = new ArrayList<String>();
            var row = statement.executeQuery("select number || ' ' || document from copied");
            while (row.next()) {
              all.add(row.getString(1));
            }
            return all;
          }
        });
    assertEquals(
        numbers.stream()
            .flatMap(number -> documents.stream().map(document -> number + " " + document))
            .toList(),
        found);
  }

  @Test
  void aKeyThatIsTakenFailsAllOfIt() {
    var failure =
        assertThrows(
            Transactions.UncheckedSqlException.class,
            () ->
                transactions.jdbc(connection -> {
                  create(connection);
                  var rows = new BinaryCopy(7, 100);
                  row(rows, 1, 1, "a");
                  row(rows, 1, 1, "b");
                  return rows.into(connection, COPY);
                }));
    var cause = assertInstanceOf(SQLException.class, failure.getCause());
    assertEquals("23505", cause.getSQLState());
  }
}
