package reckoner.kit.refusal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A refusal arrives with its reason, however much there is to say. */
class RefusalStatusTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "é", "請", "😀", "\u0001", "%"})
  void theLongestRefusalPassesTheWire(String letter) throws IOException {
    var faults =
        IntStream.range(0, 500)
            .mapToObj(i -> new Refusal.Fault(letter.repeat(500) + i, letter.repeat(5000)))
            .toList();
    var refusal = new Refusal(KitReason.REQUEST_INVALID, letter.repeat(5000), faults);
    var server = serverThatRefuses(refusal);
    var channel =
        ManagedChannelBuilder.forAddress("localhost", server.getPort()).usePlaintext().build();
    try {
      var refused =
          assertThrows(
              StatusRuntimeException.class,
              () ->
                  ClientCalls.blockingUnaryCall(
                      channel,
                      HealthGrpc.getCheckMethod(),
                      CallOptions.DEFAULT,
                      HealthCheckRequest.getDefaultInstance()));
      assertEquals("REQUEST_INVALID", RefusalStatus.reason(refused).orElse("none: " + refused));
      assertTrue(RefusalStatus.faults(refused).getFieldViolationsCount() >= 1);
    } finally {
      channel.shutdownNow();
      server.shutdownNow();
    }
  }

  private static Server serverThatRefuses(Refusal refusal) throws IOException {
    return ServerBuilder.forPort(0)
        .addService(
            ServerServiceDefinition.builder(HealthGrpc.getServiceDescriptor().getName())
                .addMethod(
                    HealthGrpc.getCheckMethod(),
                    ServerCalls.asyncUnaryCall(
                        (request, replies) -> replies.onError(RefusalStatus.exception(refusal))))
                .build())
        .build()
        .start();
  }

  @Test
  void aShortRefusalIsComplete() {
    var refusal =
        new Refusal(
            KitReason.REQUEST_INVALID,
            "two faults",
            IntStream.range(0, 30).mapToObj(i -> new Refusal.Fault("f" + i, "m" + i)).toList());
    var status = RefusalStatus.exception(refusal);
    assertEquals("two faults", status.getStatus().getDescription());
    assertEquals(30, RefusalStatus.faults(status).getFieldViolationsCount());
    assertEquals("m29", RefusalStatus.faults(status).getFieldViolations(29).getDescription());
  }
}
