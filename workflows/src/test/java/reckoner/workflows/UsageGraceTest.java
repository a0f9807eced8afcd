package reckoner.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.workflows.Client.refused;
import static reckoner.workflows.QuoteToCashTest.awaitCompleted;
import static reckoner.workflows.QuoteToCashTest.awaitPeriod;
import static reckoner.workflows.QuoteToCashTest.awaitState;

import com.google.protobuf.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.TestService;
import reckoner.kit.wire.Wire;
import reckoner.proto.workflows.v1.Contract;
import reckoner.proto.workflows.v1.ContractPeriod;
import reckoner.proto.workflows.v1.CreateQuoteRequest;
import reckoner.proto.workflows.v1.GetQuoteRequest;
import reckoner.proto.workflows.v1.Quote;

/** How long after a period's end usage still counts is agreed in the quote (RULES B5). */
class UsageGraceTest {
  private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);
  private static final Instant END_OF_MARCH = Instant.parse("2026-04-01T04:00:00Z");
  private static final TestService SERVICE =
      TestService.start("workflows", Map.of("reckoner.temporal-target", "localhost:1"));

  private final Client acme = Client.of(SERVICE);

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "unsaid",
      textBlock =
          """
          unsaid,  2026-04-02T04:00:00Z
          0,       2026-04-01T04:00:00Z
          1,       2026-04-01T04:00:01Z
          86399,   2026-04-02T03:59:59Z
          86400,   2026-04-02T04:00:00Z
          2678400, 2026-05-02T04:00:00Z
          """)
  void theCutOffIsThePeriodsEndAndTheGrace(@Nullable Long seconds, String cutoff) {
    acme.customer("ada", "America/New_York");
    var quote = create(quoteOf(seconds == null ? null : seconds(seconds)));
    assertEquals(seconds != null, quote.hasUsageGrace());
    assertEquals(quote, acme.quotes().getQuote(GetQuoteRequest.newBuilder().setQuote("q").build()));
    var accepted = acme.accept(quote);
    assertEquals(cutoff, Wire.instant(accepted.getPeriods(0).getCutoffTime()).toString());
    assertEquals(accepted, acme.contract("q"));
  }

  @ParameterizedTest
  @CsvSource({
    "2678400, 1, REQUEST_INVALID",
    "2678401, 0, REQUEST_INVALID",
    "0, -1, REQUEST_INVALID",
    "-1, 0, REQUEST_INVALID",
    "0, 1, QUOTE_INVALID",
    "1, 500000000, QUOTE_INVALID"
  })
  void aGraceOutsideItsBoundsIsRefusedByName(long seconds, int nanos, String reason) {
    acme.customer("ada", "America/New_York");
    var grace = Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build();
    var failure = refused(reason, () -> create(quoteOf(grace)));
    assertEquals(
        List.of("quote.usage_grace"),
        RefusalStatus.faults(failure).getFieldViolationsList().stream()
            .map(violation -> violation.getField())
            .toList());
  }

  /** The hashes were computed by hand from the canonical form. */
  @Test
  void whatAQuoteSaysOfItIsPartOfItsContentAndSilenceKeepsTheOldHash() {
    acme.customer("ada", "America/New_York");
    var silent = create(Client.quoteOf("q", "ada", MARCH, 12));
    assertEquals(
        "3b4f8e18a63a9be439f33f533be88367e2fd50e7b6764b527f80638c80b1cca4",
        silent.getContentHash());
    var other = Client.of(SERVICE);
    other.customer("ada", "America/New_York");
    var zero =
        other.quotes().createQuote(request(Client.quoteOf("q", "ada", MARCH, 12), seconds(0)));
    assertEquals(
        "128bcf54ef959413498850997fff8dca9d490630af8b77439368d810cd58f498", zero.getContentHash());
    refused(
        "KEY_TAKEN",
        () ->
            acme.quotes()
                .createQuote(
                    request(Client.quoteOf("q", "ada", MARCH, 12), seconds(86400)).toBuilder()
                        .setRequestId("another")
                        .build()));
    assertNotEquals(silent.getContentHash(), zero.getContentHash());
  }

  @Test
  void withoutGraceAPeriodIsClosedAndBilledTheSecondItEnds() {
    try (var world = Deployment.at("2026-02-27T00:00:00Z")) {
      var client = Client.of(world.service());
      client.customer("ada", "America/New_York");
      client.accept(
          client.quotes().createQuote(request(Client.quoteOf("ada", "ada", MARCH, 2), seconds(0))));
      awaitState(client, "ada", Contract.State.ACTIVE);
      var told = world.rating.contract(client.tenant(), "ada");
      assertTrue(told.hasUsageGrace(), "rating knows of it");
      assertEquals(seconds(0), told.getUsageGrace());

      client.clockTo("2026-04-01T03:59:59Z");
      assertEquals(0, awaitRun(client, "too-early"));
      assertTrue(world.rating.closeCalls.isEmpty());
      client.clockTo("2026-04-01T04:00:00Z");
      awaitPeriod(client, "ada", 0, ContractPeriod.State.CLOSED);
      assertEquals(ContractPeriod.State.OPEN, client.contract("ada").getPeriods(1).getState());
      client.startRun("march", END_OF_MARCH);
      assertEquals(List.of("ada/2026-03-01"), awaitCompleted(client, "march").getInvoicesList());
    }
  }

  @Test
  void aPeriodThatEndedBeforeTheActivationIsCutOffAtTheActivationWithoutGrace() {
    try (var world = Deployment.at("2026-05-10T12:00:00Z")) {
      var client = Client.of(world.service());
      client.customer("ada", "America/New_York");
      client.accept(
          client.quotes().createQuote(request(Client.quoteOf("ada", "ada", MARCH, 3), seconds(0))));
      awaitPeriod(client, "ada", 1, ContractPeriod.State.CLOSED);
      assertEquals(
          List.of("2026-05-10T12:00:00Z", "2026-05-10T12:00:00Z", "2026-06-01T04:00:00Z"),
          client.contract("ada").getPeriodsList().stream()
              .map(period -> Wire.instant(period.getCutoffTime()).toString())
              .toList());
      assertEquals(ContractPeriod.State.OPEN, client.contract("ada").getPeriods(2).getState());
    }
  }

  @Test
  void theUsualGraceIsNotToldToRating() {
    try (var world = Deployment.at("2026-02-27T00:00:00Z")) {
      var client = Client.of(world.service());
      client.customer("ada", "America/New_York");
      client.accept(
          client
              .quotes()
              .createQuote(request(Client.quoteOf("ada", "ada", MARCH, 1), seconds(86400))));
      awaitState(client, "ada", Contract.State.ACTIVE);
      assertEquals(false, world.rating.contract(client.tenant(), "ada").hasUsageGrace());
    }
  }

  private static int awaitRun(Client client, String run) {
    client.startRun(run, END_OF_MARCH);
    return awaitCompleted(client, run).getSelected();
  }

  private Quote create(Quote quote) {
    return acme.quotes()
        .createQuote(CreateQuoteRequest.newBuilder().setRequestId("make").setQuote(quote).build());
  }

  private static Quote quoteOf(@Nullable Duration grace) {
    var quote = Client.quoteOf("q", "ada", MARCH, 1);
    return grace == null ? quote : quote.toBuilder().setUsageGrace(grace).build();
  }

  static CreateQuoteRequest request(Quote quote, Duration grace) {
    return CreateQuoteRequest.newBuilder()
        .setRequestId("make/" + quote.getQuote())
        .setQuote(quote.toBuilder().setUsageGrace(grace))
        .build();
  }

  static Duration seconds(long seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }
}
