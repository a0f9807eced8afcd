package reckoner.invoicing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.kit.store.Transactions;
import reckoner.kit.testing.TestService;
import reckoner.proto.invoicing.v1.Invoice;

/** The database itself refuses to change what is final, whoever asks. */
class ImmutabilityTest {
  private static final TestService SERVICE = TestService.start("invoicing", Map.of());
  private static final Desk DESK = Desk.open(SERVICE, "acme");

  @BeforeAll
  static void finaliseOneAndDraftAnother() {
    DESK.draft(Desk.may("final").addLines(Desk.tokens("chat")));
    DESK.finalise("final");
    DESK.render("final", "r");
    DESK.draft(Desk.may("draft").addLines(Desk.fee("fee", "1")));
  }

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update invoice set total = 0 where invoice = 'final'",
        "update invoice set number = 'X' where invoice = 'final'",
        "update invoice set finalise_time = now() where invoice = 'final'",
        "update invoice set state = 'DRAFT', number = null, number_value = null, finalise_time ="
            + " null where invoice = 'final'",
        "update invoice set customer = 'other' where invoice = 'draft'",
        "delete from invoice where invoice = 'final'",
        "update invoice_line set amount = 0 where invoice = 'final'",
        "update invoice_line set amount = 0 where invoice = 'draft'",
        "delete from invoice_line where invoice = 'final'",
        "insert into invoice_line select tenant, invoice, 2, 'more', part, revision, display_name,"
            + " provider, model, token_class, price_version, quantity, allowance, quantity_priced,"
            + " amount_exact, amount, steps from invoice_line where invoice = 'final'",
        "update billed_charge set invoice = 'draft' where invoice = 'final'",
        "delete from billed_charge where invoice = 'final'",
        "update rendering set content = 'x' where invoice = 'final'",
        "delete from rendering where invoice = 'final'",
        "insert into rendering select tenant, 'draft', format, content, sha256 from rendering",
        "truncate invoice cascade",
        "truncate invoice_line",
        "truncate billed_charge",
        "truncate rendering"
      })
  void whatIsKeptIsRefusedToChange(String statement) {
    var failure = assertThrows(Transactions.UncheckedSqlException.class, () -> run(statement));
    var cause = assertInstanceOf(SQLException.class, failure.getCause());
    assertEquals("P0001", cause.getSQLState(), cause::toString);
    var message = cause.toString();
    assertTrue(message.contains("never") || message.contains("not finalised"), message);
  }

  @Test
  void aDraftCanGoWithItsLinesAndClaims() {
    DESK.draft(Desk.may("gone").addLines(Desk.fee("gone", "1")));
    run("delete from billed_charge where invoice = 'gone'");
    run("delete from invoice_line where invoice = 'gone'");
    run("delete from invoice where invoice = 'gone'");
    var again = DESK.draft(Desk.may("again").addLines(Desk.fee("gone", "1")));
    assertEquals(Invoice.State.DRAFT, again.getState());
  }

  @Test
  void aLineThatComesWhileItsInvoiceIsFinalisedIsRefused() throws Exception {
    DESK.draft(Desk.may("now").addLines(Desk.fee("now", "1")));
    var transactions = SERVICE.context().getBean(Transactions.class);
    var finalise = SERVICE.context().getBean(FinaliseInvoice.class);
    var numbered = new CountDownLatch(1);
    var commit = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var finalising =
          threads.submit(() ->
              transactions.write(() -> {
                var invoice = finalise.finalise("acme", "now");
                numbered.countDown();
                await(commit);
                return invoice;
              }));
      await(numbered);
      var late =
          threads.submit(() ->
              run(
                  "insert into billed_charge values"
                      + " ('acme', 'c', 'late', now(), 'p', 0, 'now')"));
      assertThrows(TimeoutException.class, () -> late.get(300, TimeUnit.MILLISECONDS));
      commit.countDown();
      assertEquals("now", finalising.get().invoice().invoice());
      var failure = assertThrows(ExecutionException.class, late::get);
      assertTrue(failure.toString().contains("is finalised"), failure::toString);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static int run(String statement) {
    return SERVICE
        .context()
        .getBean(Transactions.class)
        .jdbc(connection -> {
          try (var sql = connection.createStatement()) {
            return sql.executeUpdate(statement);
          }
        });
  }
}
