package reckoner.kit.edge;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.BearerCredentials;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.TestService;
import reckoner.proto.clock.v1.AdvanceClockRequest;
import reckoner.proto.clock.v1.ClockServiceGrpc;
import reckoner.proto.clock.v1.ClockServiceGrpc.ClockServiceBlockingStub;
import reckoner.proto.clock.v1.GetClockRequest;

/** The edge as a client meets it, on the one service that the kit itself serves. */
class EdgeTest {
  private static final TestService SERVICE = TestService.start("none", Map.of());

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  @Test
  void healthNeedsNoCredential() {
    assertEquals(
        ServingStatus.SERVING,
        HealthGrpc.newBlockingStub(SERVICE.channel())
            .check(HealthCheckRequest.getDefaultInstance())
            .getStatus());
  }

  @Test
  void theEdgeIsTheOnlyInterceptorOfOurs() {
    assertEquals(
        java.util.List.of(Edge.class),
        SERVICE.context().getBeansOfType(io.grpc.ServerInterceptor.class).stream()
            .map(Object::getClass)
            .filter(type -> type.getName().startsWith("reckoner."))
            .toList(),
        "each of its steps would otherwise run twice, in any order");
  }

  @Test
  void aCallWithoutACredentialIsRefused() {
    var stub = ClockServiceGrpc.newBlockingStub(SERVICE.channel());
    refused(
        "CREDENTIAL_MISSING",
        Status.Code.UNAUTHENTICATED,
        () -> stub.getClock(GetClockRequest.getDefaultInstance()));
  }

  @Test
  void aBadTokenIsRefused() {
    var headers = new Metadata();
    headers.put(BearerCredentials.AUTHORIZATION, "Bearer nonsense");
    var stub =
        ClockServiceGrpc.newBlockingStub(SERVICE.channel())
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    refused(
        "CREDENTIAL_INVALID",
        Status.Code.UNAUTHENTICATED,
        () -> stub.getClock(GetClockRequest.getDefaultInstance()));
  }

  @Test
  void aRoleWithoutThePermissionIsRefused() {
    refused(
        "PERMISSION_MISSING",
        Status.Code.PERMISSION_DENIED,
        () -> clock(Role.VIEWER).advanceClock(advance("p", 10)));
  }

  @Test
  void everyBrokenBoundIsNamedAtOnce() {
    var failure =
        refused(
            "REQUEST_INVALID",
            Status.Code.INVALID_ARGUMENT,
            () -> clock(Role.OPERATOR).advanceClock(AdvanceClockRequest.getDefaultInstance()));
    assertEquals(
        java.util.List.of("request_id", "time"),
        RefusalStatus.faults(failure).getFieldViolationsList().stream()
            .map(violation -> violation.getField())
            .toList());
  }

  @Test
  void whatCannotBeStoredIsRefusedByName() {
    var failure =
        refused(
            "REQUEST_INVALID",
            Status.Code.INVALID_ARGUMENT,
            () -> clock(Role.OPERATOR).advanceClock(advance("a\0b", Long.MAX_VALUE)));
    assertEquals(
        java.util.List.of("request_id", "time"),
        RefusalStatus.faults(failure).getFieldViolationsList().stream()
            .map(violation -> violation.getField())
            .toList());
  }

  @Test
  void theFirstSettingMayLieBeforeRealTime() {
    try (var fresh = TestService.start("none", Map.of())) {
      var operator =
          fresh.as(Role.OPERATOR, (ManagedChannel c) -> ClockServiceGrpc.newBlockingStub(c));
      assertEquals(5, operator.advanceClock(advance("first", 5)).getTime().getSeconds());
      assertEquals(5, operator.advanceClock(advance("back", 4)).getTime().getSeconds());
    }
  }

  @Test
  void theClockGoesForwardOnceForARequestAndNeverBack() {
    var operator = clock("forward", Role.OPERATOR);
    var first = operator.advanceClock(advance("to-1000", 1000));
    assertEquals(1000, first.getTime().getSeconds());
    operator.advanceClock(advance("to-2000", 2000));
    assertEquals(first, operator.advanceClock(advance("to-1000", 1000)), "the first answer again");
    assertEquals(2000, operator.advanceClock(advance("back", 1500)).getTime().getSeconds());
    assertTrue(operator.getClock(GetClockRequest.getDefaultInstance()).getStanding());
    refused(
        "REQUEST_ID_REUSED",
        Status.Code.ALREADY_EXISTS,
        () -> operator.advanceClock(advance("to-1000", 1001)));
  }

  @Test
  void aRequestIdBelongsToItsTenant() {
    clock("tenant-a", Role.OPERATOR).advanceClock(advance("same", 100));
    assertDoesNotThrow(
        () -> clock("tenant-b", Role.OPERATOR).advanceClock(advance("same", 200)),
        "another tenant's request of the same id with other content is no conflict");
  }

  @Test
  void theSameRequestFromManyThreadsHasOneAnswer() throws Exception {
    var latch = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<Future<?>>();
      for (int i = 0; i < 16; i++) {
        answers.add(
            threads.submit(() -> {
              latch.await();
              return clock("race", Role.OPERATOR).advanceClock(advance("race", 50));
            }));
      }
      latch.countDown();
      var first = answers.getFirst().get();
      for (var answer : answers) {
        assertEquals(first, answer.get());
      }
    }
  }

  @Test
  void withoutATestClockTheClockIsRealAndCannotBeSet() {
    try (var real = TestService.start("none", Map.of("reckoner.test-clock", false))) {
      var operator =
          real.as(Role.OPERATOR, (ManagedChannel c) -> ClockServiceGrpc.newBlockingStub(c));
      assertFalse(operator.getClock(GetClockRequest.getDefaultInstance()).getStanding());
      refused(
          "TEST_CLOCK_OFF",
          Status.Code.FAILED_PRECONDITION,
          () -> operator.advanceClock(advance("x", 1)));
    }
  }

  private static ClockServiceBlockingStub clock(Role role) {
    return clock("acme", role);
  }

  private static ClockServiceBlockingStub clock(String tenant, Role role) {
    return SERVICE.as(tenant, role, (ManagedChannel c) -> ClockServiceGrpc.newBlockingStub(c));
  }

  private static AdvanceClockRequest advance(String requestId, long seconds) {
    return AdvanceClockRequest.newBuilder()
        .setRequestId(requestId)
        .setTime(Timestamp.newBuilder().setSeconds(seconds))
        .build();
  }

  private static StatusRuntimeException refused(
      String reason, Status.Code code, org.junit.jupiter.api.function.Executable call) {
    var failure = assertThrows(StatusRuntimeException.class, call);
    assertEquals(reason, RefusalStatus.reason(failure).orElse("none: " + failure));
    assertEquals(code, failure.getStatus().getCode());
    return failure;
  }
}
