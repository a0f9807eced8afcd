package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.TENANT;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.TestService;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.rating.grpc.WaitingCloses;

/** Periods that are closed at the same time share transactions, and nothing else. */
class CloseTogetherTest {
  /** Transactions that fix closes at the same time. */
  private static final int WRITERS = 2;

  private final Meter meter = new Meter();
  private final ToClose contracts = new ToClose(meter);

  @BeforeEach
  void publish() {
    meter.publishSmallAndLarge();
  }

  @AfterEach
  void stop() {
    meter.close();
  }

  /** A message, or the reason of a refusal. */
  private static Object answer(Callable<ClosedPeriod> call) throws Exception {
    try {
      return call.call();
    } catch (StatusRuntimeException refused) {
      return RefusalStatus.reason(refused).orElse("none");
    }
  }

  /**
   * Lets nobody fix a close until all are called; answers in order. The first ones have a
   * transaction each.
   *
   * @param sharing how many of the others get as far as to wait for the next one
   */
  private List<Object> together(int sharing, List<Callable<ClosedPeriod>> calls) throws Exception {
    try (var holder = Probe.connect(meter.database);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      holder.setAutoCommit(false);
      Probe.execute(
          holder, "select pg_advisory_xact_lock(hashtextextended('usage change acme', 0))");
      var running = new ArrayList<Future<Object>>();
      try (var watcher = Probe.connect(meter.database)) {
        for (int i = 0; i < WRITERS; i++) {
          var call = calls.get(i);
          int waiters = i + 1;
          running.add(threads.submit(() -> answer(call)));
          Probe.await("a close", () -> Probe.lockWaiters(watcher) == waiters);
        }
      }
      for (var call : calls.subList(WRITERS, calls.size())) {
        running.add(threads.submit(() -> answer(call)));
      }
      Probe.await("the others", () -> WaitingCloses.of(meter.service, TENANT) == sharing);
      holder.rollback();
      var answers = new ArrayList<>();
      for (var one : running) {
        answers.add(one.get());
      }
      return answers;
    }
  }

  @Test
  @Tag("F77")
  void eachIsClosedOnceWithTheBytesThatItHasAlone() throws Exception {
    contracts.prepare("alone", TENANT);
    var alone =
        IntStream.range(0, ToClose.CONTRACTS)
            .<Object>mapToObj(i -> contracts.close("alone", i))
            .toList();
    var calls =
        IntStream.range(0, ToClose.CONTRACTS)
            .<Callable<ClosedPeriod>>mapToObj(i -> () -> contracts.close(TENANT, i))
            .toList();
    assertEquals(alone, together(ToClose.CONTRACTS - WRITERS, calls));
    assertEquals(contracts.stored("alone"), contracts.stored(TENANT));
    var transactions =
        Pages.sql(
            meter,
            "select distinct xmin::text from due_charge where tenant = '%s'".formatted(TENANT));
    assertEquals(WRITERS + 1, transactions.size());
    for (int i = 0; i < ToClose.CONTRACTS; i++) {
      assertEquals(alone.get(i), contracts.close(TENANT, i), "the first answer again");
    }
  }

  @Test
  @Tag("F77")
  void eachRequestIsAnsweredByItself() throws Exception {
    contracts.prepare(TENANT);
    contracts.close(TENANT, 9);
    var answers =
        together(
            5,
            List.of(
                () -> contracts.close(TENANT, 0),
                () -> contracts.close(TENANT, 0), // the same request
                () -> meter.close(TENANT, "another", ToClose.contract(0), MARCH),
                () ->
                    meter.close(
                        TENANT, "close 9", ToClose.contract(1), MARCH), // an id that was used
                () -> meter.close(TENANT, "twice", ToClose.contract(2), MARCH),
                () -> meter.close(TENANT, "twice", ToClose.contract(2), MARCH),
                () -> meter.close(TENANT, "open", ToClose.contract(3), APRIL),
                () -> meter.close(TENANT, "none", ToClose.contract(3), MARCH.plusSeconds(1)),
                () -> meter.close(TENANT, "nobody's", "nobody/1", MARCH),
                () -> contracts.close(TENANT, 9),
                () -> contracts.close(TENANT, 4)));
    var first = contracts.close(TENANT, 0);
    assertEquals(List.of(first, first, first), answers.subList(0, 3));
    assertEquals("REQUEST_ID_REUSED", answers.get(3));
    var second = contracts.close(TENANT, 2);
    assertEquals(List.of(second, second), answers.subList(4, 6));
    assertEquals(
        List.of(
            "PERIOD_OPEN",
            "NOT_FOUND",
            "NOT_FOUND",
            contracts.close(TENANT, 9),
            contracts.close(TENANT, 4)),
        answers.subList(6, 11));
    assertEquals(
        List.of(ToClose.contract(0), ToClose.contract(2), ToClose.contract(4), ToClose.contract(9)),
        Pages.sql(
            meter,
            "select contract from contract_period where closed_reply is not null order by 1"));
    // what was refused uses up nothing
    assertEquals(
        ToClose.contract(1),
        meter.close(TENANT, "its own", ToClose.contract(1), MARCH).getContract());
    assertEquals(
        "REQUEST_ID_REUSED",
        answer(() -> meter.close(TENANT, "twice", ToClose.contract(0), MARCH)));
  }

  @Test
  @Tag("F82")
  void aFaultOfOneIsItsOwnAndLeavesNothing() throws Exception {
    contracts.prepare("alone", TENANT);
    try (var admin = Probe.connect(meter.database)) {
      Probe.execute(
          admin,
          """
          create function fault() returns trigger language plpgsql as
            $$ begin raise exception 'a fault of the test'; end $$;
          create trigger fault before update on contract_period for each row
            when (new.tenant = 'acme' and new.contract = 'c5/2026-03') execute function fault()
          """);
      var before =
          contracts.stored(TENANT).stream().filter(row -> row.contains("c5/2026-03")).toList();
      var calls =
          IntStream.range(0, ToClose.CONTRACTS)
              .<Callable<ClosedPeriod>>mapToObj(i -> () -> contracts.close(TENANT, i))
              .toList();
      var answers = together(ToClose.CONTRACTS - WRITERS, calls);
      for (int i = 0; i < ToClose.CONTRACTS; i++) {
        assertEquals(i == 5 ? "UNEXPECTED" : contracts.close("alone", i), answers.get(i));
      }
      assertEquals(
          before,
          contracts.stored(TENANT).stream().filter(row -> row.contains("c5/2026-03")).toList());
      Probe.execute(admin, "drop trigger fault on contract_period");
    }
    assertEquals(contracts.close("alone", 5), contracts.close(TENANT, 5));
    assertEquals(contracts.stored("alone"), contracts.stored(TENANT));
  }

  @Test
  @Tag("F77")
  void replicasThatCloseTheSameInOtherOrdersAgree() throws Exception {
    contracts.prepare(TENANT);
    try (var replica =
            TestService.startOn(
                "rating",
                meter.database,
                Map.of("reckoner.catalog-address", meter.catalog.address()));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var numbers = new ArrayList<>(IntStream.range(0, ToClose.CONTRACTS).boxed().toList());
      var answers = new HashSet<ClosedPeriod>();
      var running = new ArrayList<Future<ClosedPeriod>>();
      for (var service : List.of(meter.service, replica)) {
        for (var suffix : List.of("", " again")) {
          Collections.reverse(numbers);
          for (int number : List.copyOf(numbers)) {
            running.add(threads.submit(() -> close(service, "close " + number + suffix, number)));
          }
        }
      }
      for (var one : running) {
        answers.add(one.get());
      }
      assertEquals(ToClose.CONTRACTS, answers.size());
      var due = Pages.sql(meter, "select count(*) from due_charge where revision = 0");
      assertEquals(List.of(Integer.toString(lines(answers))), due);
    }
  }

  private static int lines(Set<ClosedPeriod> closed) {
    return closed.stream().mapToInt(ClosedPeriod::getChargesCount).sum();
  }

  private static ClosedPeriod close(TestService service, String requestId, int number) {
    return service
        .as(
            TENANT,
            Role.SERVICE,
            (ManagedChannel channel) -> RatingServiceGrpc.newBlockingStub(channel))
        .closePeriod(Meter.closing(requestId, ToClose.contract(number), MARCH));
  }
}
