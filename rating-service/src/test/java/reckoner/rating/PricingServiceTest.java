package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.TestService;
import reckoner.proto.pricing.v1.AllocateRequest;
import reckoner.proto.pricing.v1.PricingServiceGrpc;

/** Rating hosts the computations; what they compute is tested beside them. */
class PricingServiceTest {
  @Test
  void whoeverHasARoleComputesAndFaultsAreNamed() {
    try (var service =
        TestService.start("rating", Map.of("reckoner.catalog-address", "localhost:1"))) {
      var pricing =
          service.as(
              Role.VIEWER, (ManagedChannel channel) -> PricingServiceGrpc.newBlockingStub(channel));
      var request =
          AllocateRequest.newBuilder()
              .setAmount("20")
              .addAllWeights(List.of("100", "25"))
              .setCurrency("USD")
              .build();
      assertEquals(List.of("16.00", "4.00"), pricing.allocate(request).getPartsList());
      var refused =
          assertThrows(
              StatusRuntimeException.class,
              () -> pricing.allocate(request.toBuilder().setAmount("x").build()));
      assertEquals("PRICING_INVALID", RefusalStatus.reason(refused).orElse(""));
      assertEquals("amount", RefusalStatus.faults(refused).getFieldViolations(0).getField());
    }
  }
}
