package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static reckoner.rating.FakeCatalog.always;
import static reckoner.rating.FakeCatalog.rate;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.contract;
import static reckoner.rating.Meter.event;

import com.google.protobuf.Timestamp;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.Role;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.DueCharge;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.GetClosedPeriodRequest;
import reckoner.proto.rating.v1.GetSpendRequest;
import reckoner.proto.rating.v1.ListLineUsageRequest;
import reckoner.proto.rating.v1.SpendServiceGrpc;
import reckoner.proto.rating.v1.SpendServiceGrpc.SpendServiceBlockingStub;
import reckoner.proto.rating.v1.UsageEvent;

/** Closes that usage without a price stands in the way of, and prices that come late. */
class BlockedCloseTest {
  private static final Duration GRACE = Duration.ofHours(24);
  private static final Instant CUTOFF = APRIL.plus(GRACE);
  private final Meter meter = new Meter();

  @BeforeEach
  void publish() {
    meter.publishSmallAndLarge();
  }

  @AfterEach
  void stop() {
    meter.close();
  }

  @Test
  void usageWithoutAPriceBlocksUntilThePriceIsAdded() {
    meter.register("1", contract("c/2026-03", "c", MARCH, APRIL));
    meter.ingest(
        event("1", "c", "2026-03-01T00:00:00Z", "new-model", "input", "200000"),
        event("2", "c", "2026-03-01T00:00:00Z", "new-model", "input", "1"),
        event("3", "c", "2026-03-01T00:00:00Z", "small", "cache_read", "1"));
    meter.advance(CUTOFF);
    var blocked = meter.close("close", "c/2026-03", MARCH);
    assertEquals(ClosedPeriod.State.BLOCKED, blocked.getState());
    assertEquals(List.of(), blocked.getChargesList());
    assertEquals(1, blocked.getUnpricedCount());
    assertEquals("UNKNOWN_MODEL", blocked.getUnpriced(0).getReason());
    assertEquals(2, blocked.getUnpriced(0).getEvents());
    var read =
        GetClosedPeriodRequest.newBuilder()
            .setContract("c/2026-03")
            .setPeriodStart(Meter.stamp(MARCH))
            .build();
    assertThrows(
        StatusRuntimeException.class,
        () -> Meter.sure(() -> meter.as(Meter.TENANT, Role.FINANCE).getClosedPeriod(read)));
    assertEquals(2, meter.exceptions(Meter.TENANT, 10, EventResult.Status.UNPRICED).size());

    meter.catalog.publish(CUTOFF, "openai", "new-model", "v2", always(rate("input", "10")));
    meter.awaitNewPosition();
    var closed = meter.close("close", "c/2026-03", MARCH);
    assertEquals(ClosedPeriod.State.CLOSED, closed.getState());
    assertEquals(
        List.of(
            "platform-fee  : 1 - 0 = 1 -> 29 ~ 29, cost 0",
            "model-usage new-model input: 200001 - 100000 = 100001 -> 1.200012 ~ 1.2, cost"
                + " 2.00001",
            "model-usage small input: 1 - 1 = 0 -> 0 ~ 0, cost 0.0000015"),
        closed.getChargesList().stream().map(Lines::line).toList());
    assertEquals("v2", closed.getCharges(1).getPriceVersion());
    assertEquals(0, meter.exceptions(Meter.TENANT, 10).size());
    assertEquals(3, meter.summary(Meter.TENANT).getRated());
  }

  @Test
  void aPriceAddedLaterTakesItsPlaceInTheOrderOfFreeUnits() {
    meter.catalog.publish(
        MARCH.minusSeconds(1),
        "openai",
        "half",
        "v1",
        always(rate("input", "1")),
        FakeCatalog.from(Instant.parse("2026-03-13T00:00:00Z"), rate("input", "4")));
    meter.register("1", contract("c/2026-03", "c", MARCH, APRIL));
    meter.advance(CUTOFF.minusSeconds(1));
    meter.ingest(
        event("after", "c", "2026-03-20T00:00:00Z", "half", "input", "100000"),
        event("before", "c", "2026-03-01T12:00:00Z", "half", "input", "100000", "output", "1"));
    meter.advance(CUTOFF);
    assertEquals(ClosedPeriod.State.BLOCKED, meter.close("1", "c/2026-03", MARCH).getState());
    meter.catalog.publish(
        CUTOFF,
        "openai",
        "half",
        "v1",
        always(rate("input", "1"), rate("output", "5")),
        FakeCatalog.from(
            Instant.parse("2026-03-13T00:00:00Z"), rate("input", "4"), rate("output", "5")));
    meter.awaitNewPosition();
    var closed = meter.close("2", "c/2026-03", MARCH);
    assertEquals(3, closed.getCatalogPosition());
    assertEquals(4, closed.getLatePricePosition());
    assertEquals(
        List.of(
            " | 100000 - 100000 at 1.2/1000000 = 0",
            "from 2026-03-13 | 100000 - 0 at 4.8/1000000 = 0.48"),
        Lines.steps(closed.getCharges(1)));
  }

  @Test
  void aBlockedCloseNamesABoundedNumberOfModels() {
    meter.register("1", contract("c/2026-03", "c", MARCH, APRIL));
    var events = new UsageEvent[120];
    for (var i = 0; i < events.length; i++) {
      events[i] = event("e" + i, "c", "2026-03-01T00:00:00Z", "invented-" + i, "input", "1");
    }
    meter.ingest(events);
    meter.advance(CUTOFF);
    var blocked = meter.close("1", "c/2026-03", MARCH);
    assertEquals(UsageTotals.UNPRICED_NAMED_MAX, blocked.getUnpricedCount());
    assertEquals(120, blocked.getUnpricedEvents());
  }

  @Test
  @Tag("F33")
  void aPriceThatIsCorrectedAfterTheCutOffIsNotUsed() {
    meter.register("1", contract("c/2026-03", "c", MARCH, APRIL));
    meter.ingest(event("1", "c", "2026-03-01T00:00:00Z", "small", "input", "1100000"));
    meter.advance(CUTOFF);
    meter.catalog.publish(CUTOFF, "openai", "small", "v2", always(rate("input", "99")));
    assertEquals("1.8", meter.close("1", "c/2026-03", MARCH).getCharges(1).getAmount().getValue());
  }

  @Test
  void usageThatFoundItsPriceLaterKeepsItThroughEveryAdjustment() {
    meter.register("1", contract("c/2026-03", "c", MARCH, APRIL));
    meter.advance(CUTOFF);
    meter.close("close", "c/2026-03", MARCH);
    meter.ingest(event("1", "c", "2026-03-01T00:00:00Z", "first", "output", "1000000"));
    meter.catalog.publish(CUTOFF, "openai", "first", "v2", always(rate("output", "10")));
    meter.awaitNewPosition();
    assertEquals(List.of("12"), adjusted(1));
    meter.ingest(event("2", "c", "2026-03-01T00:00:00Z", "second", "output", "1000000"));
    meter.catalog.publish(
        CUTOFF.plusSeconds(3_600), "openai", "first", "v2", always(rate("output", "99")));
    meter.catalog.publish(
        CUTOFF.plusSeconds(3_600), "openai", "second", "v2", always(rate("output", "20")));
    meter.awaitNewPosition();
    assertEquals(List.of("24"), adjusted(2));
    assertEquals(List.of(), adjusted(3), "the first is not rated by what came with the second");
  }

  private List<String> adjusted(int hours) {
    var cutoff = CUTOFF.plus(Duration.ofHours(hours));
    meter.advance(cutoff);
    return meter
        .adjust(Meter.TENANT, "a" + hours, "c/2026-03", MARCH, cutoff)
        .getLinesList()
        .stream()
        .map(line -> line.getDue().getAmount().getValue())
        .toList();
  }

  /** The input of one model without a price, then its first price and a later one. */
  private ClosedPeriod closeByTheFirstLatePrice() {
    meter.register("1", contract("c/2026-03", "c", MARCH, APRIL));
    meter.ingest(event("1", "c", "2026-03-01T00:00:00Z", "first", "output", "1000000"));
    meter.advance(CUTOFF);
    assertEquals(ClosedPeriod.State.BLOCKED, meter.close("close", "c/2026-03", MARCH).getState());
    meter.catalog.publish(CUTOFF, "openai", "first", "v2", always(rate("output", "10")));
    meter.awaitNewPosition();
    meter.advance(CUTOFF.plusSeconds(60));
    var closed = meter.close("close", "c/2026-03", MARCH);
    meter.catalog.publish(
        CUTOFF.plusSeconds(60), "openai", "first", "v2", always(rate("output", "99")));
    meter.awaitNewPosition();
    meter.advance(CUTOFF.plusSeconds(120));
    return closed;
  }

  private SpendServiceBlockingStub spend() {
    return meter.service.as(
        Role.VIEWER, (ManagedChannel channel) -> SpendServiceGrpc.newBlockingStub(channel));
  }

  private List<String> behind(DueCharge line, Timestamp knownBefore) {
    return spend()
        .listLineUsage(
            ListLineUsageRequest.newBuilder()
                .setContract("c/2026-03")
                .setPeriodStart(Meter.stamp(MARCH))
                .setCharge(line.getCharge())
                .setPart(line.getPart())
                .setKnownBefore(knownBefore)
                .build())
        .getEventsList()
        .stream()
        .map(UsageEvent::getEventId)
        .toList();
  }

  @Test
  void theEventsBehindALineThatFoundItsPriceLateAreListed() {
    var closed = closeByTheFirstLatePrice();
    assertEquals("12", closed.getCharges(1).getAmount().getValue());
    assertEquals(List.of("1"), behind(closed.getCharges(1), closed.getCutoffTime()));
    meter.ingest(event("2", "c", "2026-03-01T00:00:00Z", "second", "output", "1000000"));
    meter.catalog.publish(
        CUTOFF.plusSeconds(3_600), "openai", "second", "v2", always(rate("output", "20")));
    meter.awaitNewPosition();
    var cutoff = CUTOFF.plusSeconds(3_600);
    meter.advance(cutoff);
    var adjusted = meter.adjust(Meter.TENANT, "a", "c/2026-03", MARCH, cutoff);
    assertEquals(List.of("2"), behind(adjusted.getLines(0).getDue(), adjusted.getCutoffTime()));
    assertEquals(List.of(), behind(adjusted.getLines(0).getDue(), closed.getCutoffTime()));
  }

  @Test
  void whatACloseSettledIsWhatEveryQuestionSays() {
    var closed = closeByTheFirstLatePrice();
    var now = meter.query(Meter.TENANT, "c/2026-03", MARCH);
    assertEquals(closed.getReceiptHash(), now.getReceiptHash());
    assertEquals(closed.getLatePricePosition(), now.getLatePricePosition());
    assertEquals(
        closed.getReceiptHash(), asKnownBefore(CUTOFF).getReceiptHash(), "as known at its cut-off");
    var report =
        spend()
            .getSpend(
                GetSpendRequest.newBuilder()
                    .setContract("c/2026-03")
                    .setPeriodStart(Meter.stamp(MARCH))
                    .build());
    assertEquals("41", report.getAmount().getValue());
  }

  @Test
  void whatWasKnownBeforeASettlementStaysAsItWas() {
    meter.register("1", contract("c/2026-03", "c", MARCH, APRIL));
    meter.ingest(event("1", "c", "2026-03-01T00:00:00Z", "first", "output", "1000000"));
    meter.advance(CUTOFF.plusSeconds(100));
    meter.catalog.publish(
        CUTOFF.plusSeconds(60), "openai", "first", "v2", always(rate("output", "10")));
    meter.awaitNewPosition();
    var times = List.of(CUTOFF.minusSeconds(1), CUTOFF.plusSeconds(30), CUTOFF.plusSeconds(100));
    var before = times.stream().map(this::asKnownBefore).toList();
    assertEquals(
        List.of(1L, 1L, 0L), before.stream().map(ClosedPeriod::getUnpricedEvents).toList());
    meter.catalog.publish(
        CUTOFF.plusSeconds(100), "openai", "first", "v2", always(rate("output", "99")));
    meter.awaitNewPosition();
    var closed = meter.close("close", "c/2026-03", MARCH);
    assertEquals("118.8", closed.getCharges(1).getAmount().getValue());
    meter.advance(CUTOFF.plusSeconds(200));
    assertEquals(before, times.stream().map(this::asKnownBefore).toList());
    for (var time : List.of(CUTOFF, CUTOFF.plusSeconds(200))) {
      assertEquals(closed.getReceiptHash(), asKnownBefore(time).getReceiptHash());
    }
  }

  private ClosedPeriod asKnownBefore(Instant time) {
    return meter.query(Meter.TENANT, "c/2026-03", MARCH, time);
  }
}
