package reckoner.kit.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.Status;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a failure says about the database; the whole services' tests meet the same for real. */
class DatabaseFaultTest {
  @ParameterizedTest
  @CsvSource({
    "08006, UNAVAILABLE",
    "57P01, UNAVAILABLE",
    "57P02, UNAVAILABLE",
    "57P03, UNAVAILABLE",
    "58030, UNAVAILABLE",
    "53300, BUSY",
    "53200, BUSY",
    "55P03, LOCKED",
    "40P01, LOCKED",
    "40001, LOCKED",
    "57014, SLOW",
    "25P03, SLOW",
    "25006, READ_ONLY",
    "53100, FULL"
  })
  void aStateHasAName(String state, DatabaseFault fault) {
    var failure = new IllegalStateException(new SQLException("gave up", state));
    assertEquals(Optional.of(fault), DatabaseFault.of(failure));
    assertEquals(Status.Code.UNAVAILABLE, fault.refusal().reason().code(), "it may be sent again");
  }

  @Test
  void aMistakeInAStatementIsNoFaultOfTheDatabase() {
    assertEquals(Optional.empty(), DatabaseFault.of(new SQLException("no such column", "42703")));
    assertEquals(Optional.empty(), DatabaseFault.of(new SQLException("without a state")));
    assertEquals(Optional.empty(), DatabaseFault.of(new IllegalStateException("a bug")));
  }

  @Test
  void whatARollbackHidesIsFound() {
    var failure = new IllegalStateException(new SQLException("Connection is closed"));
    assertEquals(Optional.of(DatabaseFault.UNAVAILABLE), DatabaseFault.of(failure));
    failure.addSuppressed(new SQLException("No space left on device", "53100"));
    assertEquals(Optional.of(DatabaseFault.FULL), DatabaseFault.of(failure));
  }

  @Test
  void causesThatGoInACircleComeToAnEnd() {
    var first = new IllegalStateException();
    first.initCause(new IllegalStateException(first));
    assertEquals(Optional.empty(), DatabaseFault.of(first));
  }

  @Test
  void aPoolThatIsUsedUpIsBusyAndOneThatIsEmptyIsCutOff() {
    assertEquals(
        Optional.of(DatabaseFault.BUSY),
        timeout("request timed out after 5ms (total=8, active=8, idle=0, waiting=3)", null));
    assertEquals(
        Optional.of(DatabaseFault.UNAVAILABLE),
        timeout("request timed out after 5ms (total=0, active=0, idle=0, waiting=3)", null));
    assertEquals(
        Optional.of(DatabaseFault.UNAVAILABLE),
        timeout(
            "request timed out after 5ms (total=1, active=1, idle=0, waiting=3)",
            new SQLException("refused", "08001")));
    assertEquals(
        Optional.of(DatabaseFault.BUSY),
        timeout(
            "request timed out after 5ms (total=1, active=1, idle=0, waiting=3)",
            new SQLException("too many clients", "53300")));
  }

  private static Optional<DatabaseFault> timeout(
      String message, @org.jspecify.annotations.Nullable SQLException cause) {
    var failure = new SQLTransientConnectionException(message, cause);
    return DatabaseFault.of(new IllegalStateException(failure));
  }
}
