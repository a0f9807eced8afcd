package reckoner.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.ServiceDescriptor;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.RpcPermissions;
import reckoner.kit.testing.TestService;
import reckoner.proto.clock.v1.ClockServiceGrpc;
import reckoner.proto.identity.v1.IdentityServiceGrpc;
import reckoner.proto.workflows.v1.BillingRunServiceGrpc;
import reckoner.proto.workflows.v1.ContractServiceGrpc;
import reckoner.proto.workflows.v1.CustomerServiceGrpc;
import reckoner.proto.workflows.v1.QuoteServiceGrpc;

class PermissionsTest {
  @Test
  void everyMethodIsRegisteredWithAPermission() {
    try (var service =
        TestService.start("workflows", Map.of("reckoner.temporal-target", "localhost:1"))) {
      var permissions = service.context().getBeansOfType(RpcPermissions.class);
      var services =
          Stream.of(
              CustomerServiceGrpc.getServiceDescriptor(),
              QuoteServiceGrpc.getServiceDescriptor(),
              ContractServiceGrpc.getServiceDescriptor(),
              BillingRunServiceGrpc.getServiceDescriptor(),
              IdentityServiceGrpc.getServiceDescriptor(),
              ClockServiceGrpc.getServiceDescriptor());
      assertEquals(
          List.of(),
          services
              .map(ServiceDescriptor::getMethods)
              .flatMap(methods -> methods.stream())
              .filter(method -> permissions.stream().allMatch(set -> set.of(method).isEmpty()))
              .toList());
    }
  }
}
