package reckoner.kit.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.google.protobuf.Timestamp;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import reckoner.kit.auth.BearerCredentials;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.store.Transactions;
import reckoner.kit.testing.TestService;
import reckoner.proto.clock.v1.AdvanceClockRequest;
import reckoner.proto.clock.v1.Clock;
import reckoner.proto.clock.v1.ClockServiceGrpc;
import reckoner.proto.clock.v1.ClockServiceGrpc.ClockServiceBlockingStub;

/** The edge in front of handlers that log, fail and wait. */
class EdgeHandlersTest {
  private static final TestService SERVICE =
      TestService.start("none", Map.of("micronaut.application.name", "edge-test"));
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(EdgeHandlersTest.class);
  private static final Map<String, String> WHOSE =
      Map.of(
          "service",
          "edge-test",
          "rpc",
          "reckoner.clock.v1.ClockService/AdvanceClock",
          "tenant",
          "acme",
          "service_account",
          "test-OPERATOR",
          "request_id",
          "r-1");

  private final Lines lines = new Lines();
  private Supplier<Clock> handler = Clock::getDefaultInstance;
  private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
  private final Server server = server();
  private final ManagedChannel channel =
      ManagedChannelBuilder.forAddress("localhost", server.getPort()).usePlaintext().build();

  @AfterEach
  void stop() throws InterruptedException {
    channel.shutdownNow();
    assertTrue(server.shutdownNow().awaitTermination(20, TimeUnit.SECONDS));
    handlers.close(); // a late line of this test's calls would be taken for the next test's
    lines.detach();
  }

  @AfterAll
  static void stopService() {
    SERVICE.close();
  }

  @Test
  void everyLineOfACallSaysWhoseItIs() throws Exception {
    stub().advanceClock(request("r-1"));
    assertEquals(WHOSE, lines.mdcOf("handled"));
    assertEquals(WHOSE, lines.mdcOf("closed"));
  }

  @Test
  void aTokenThatCannotBeHadFailsTheCallByWhatWasAway() {
    var away = new IllegalStateException("no token", Status.UNAVAILABLE.asRuntimeException());
    var stub =
        ClockServiceGrpc.newBlockingStub(channel)
            .withCallCredentials(
                new BearerCredentials(() -> {
                  throw away;
                }));
    var failure =
        assertThrows(StatusRuntimeException.class, () -> stub.advanceClock(request("r-1")));
    assertEquals(Status.Code.UNAVAILABLE, failure.getStatus().getCode());
  }

  @Test
  void theLineOfAnIncidentSaysWhoseItIs() throws Exception {
    handler =
        () -> {
          throw new IllegalStateException("a bug");
        };
    refused("UNEXPECTED", Status.Code.INTERNAL, () -> stub().advanceClock(request("r-1")));
    assertEquals(WHOSE, lines.mdcOf("failed, incident"));
  }

  @Test
  void theLinesOfACancelledCallSayWhoseItIs() throws Exception {
    var handling = new CountDownLatch(1);
    var cancelled = new CountDownLatch(1);
    handler =
        () -> {
          handling.countDown();
          // Until the server knows: a handler that returns before is a call that has come to an
          // end.
          Context.current().addListener(context -> cancelled.countDown(), Runnable::run);
          await(cancelled);
          return Clock.getDefaultInstance();
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var context = Context.current().withCancellation();
      var call =
          threads.submit(() ->
              context.call(() ->
                  assertThrows(
                      StatusRuntimeException.class, () -> stub().advanceClock(request("r-1")))));
      await(handling);
      context.cancel(null);
      call.get();
      assertEquals(WHOSE, lines.mdcOf("cancelled"));
    }
  }

  @Test
  void aThreadsOwnLinesAreAsBeforeOnceACallbackHasRun() throws Exception {
    stub().advanceClock(request("r-1"));
    lines.mdcOf("closed");
    assertNull(MDC.get("rpc"));
    stub().advanceClock(request("r-2"));
    assertEquals("r-2", lines.mdcOf("handled").get("request_id"));
  }

  @Test
  void aRowThatSomebodyElseHoldsIsNamed() {
    var transactions = SERVICE.context().getBean(Transactions.class);
    handler =
        () -> {
          sql(transactions, "lock table test_clock");
          return Clock.getDefaultInstance();
        };
    var failure =
        transactions.jdbc(connection -> {
          try (var statement = connection.createStatement()) {
            statement.execute("lock table test_clock");
          }
          return refused(
              "DATABASE_LOCKED",
              Status.Code.UNAVAILABLE,
              () -> stub().withDeadlineAfter(30, TimeUnit.SECONDS).advanceClock(request("r-1")));
        });
    assertEquals(
        "what the call needs is locked by another for too long; try again",
        failure.getStatus().getDescription());
  }

  @Test
  void anErrorIsAnIncidentToo() throws Exception {
    handler = EdgeHandlersTest::tooDeep;
    refused("UNEXPECTED", Status.Code.INTERNAL, () -> stub().advanceClock(request("r-1")));
    assertEquals(WHOSE, lines.mdcOf("failed, incident"));
    handler =
        () -> {
          throw new OutOfMemoryError("made up");
        };
    refused("UNEXPECTED", Status.Code.INTERNAL, () -> stub().advanceClock(request("r-2")));
    handler = Clock::getDefaultInstance;
    stub().advanceClock(request("r-3"));
  }

  @SuppressWarnings("InfiniteRecursion")
  private static Clock tooDeep() {
    return tooDeep();
  }

  private static void sql(Transactions transactions, String sql) {
    transactions.jdbc(connection -> {
      try (var statement = connection.createStatement()) {
        return statement.execute(sql);
      }
    });
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(20, TimeUnit.SECONDS));
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private static StatusRuntimeException refused(
      String reason, Status.Code code, org.junit.jupiter.api.function.Executable call) {
    var failure = assertThrows(StatusRuntimeException.class, call);
    assertEquals(reason, RefusalStatus.reason(failure).orElse("none: " + failure));
    assertEquals(code, failure.getStatus().getCode());
    return failure;
  }

  private ClockServiceBlockingStub stub() {
    return ClockServiceGrpc.newBlockingStub(channel)
        .withCallCredentials(new BearerCredentials(() -> TestService.token("acme", Role.OPERATOR)));
  }

  private static AdvanceClockRequest request(String id) {
    return AdvanceClockRequest.newBuilder()
        .setRequestId(id)
        .setTime(Timestamp.newBuilder().setSeconds(1))
        .build();
  }

  /** A server of the clock's RPCs with the service's edge and the test's handler. */
  private Server server() {
    var service =
        new ClockServiceGrpc.ClockServiceImplBase() {
          @Override
          public void advanceClock(AdvanceClockRequest request, StreamObserver<Clock> replies) {
            var call = (ServerCallStreamObserver<Clock>) replies;
            call.setOnCloseHandler(() -> LOG.warn("closed"));
            call.setOnCancelHandler(() -> LOG.warn("cancelled"));
            LOG.warn("handled");
            var reply = handler.get();
            if (!call.isCancelled()) {
              replies.onNext(reply);
              replies.onCompleted();
            }
          }
        };
    try {
      return Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
          .executor(handlers)
          .addService(ServerInterceptors.intercept(service, SERVICE.context().getBean(Edge.class)))
          .build()
          .start();
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** Takes the lines of the log as they are written, with their MDC. */
  private static final class Lines extends AppenderBase<ILoggingEvent> {
    private final BlockingQueue<ILoggingEvent> written = new LinkedBlockingQueue<>();
    private final List<Logger> loggers =
        List.of(
            (Logger) LoggerFactory.getLogger(EdgeHandlersTest.class),
            (Logger) LoggerFactory.getLogger(Failures.class));

    Lines() {
      start();
      loggers.forEach(logger -> logger.addAppender(this));
    }

    void detach() {
      loggers.forEach(logger -> logger.detachAppender(this));
    }

    @Override
    protected void append(ILoggingEvent event) {
      event.prepareForDeferredProcessing();
      written.add(event);
    }

    /** Of the next line with this text. */
    Map<String, String> mdcOf(String text) throws InterruptedException {
      while (true) {
        var line = written.poll(20, TimeUnit.SECONDS);
        if (line == null) {
          throw new AssertionError("no line was written with: " + text);
        }
        if (line.getFormattedMessage().contains(text)) {
          return line.getMDCPropertyMap();
        }
      }
    }
  }
}
