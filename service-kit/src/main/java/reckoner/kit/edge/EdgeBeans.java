package reckoner.kit.edge;

import io.grpc.BindableService;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import reckoner.kit.auth.Permission;
import reckoner.kit.auth.RpcPermissions;
import reckoner.proto.clock.v1.ClockServiceGrpc;

/** Wires what every service has. */
@Factory
class EdgeBeans {
  @Singleton
  @Requires(property = "reckoner.reflection", value = "true")
  BindableService reflection() {
    return ProtoReflectionServiceV1.newInstance();
  }

  /** The older name of the same: clients in use, Python's among them, ask for nothing else. */
  @Singleton
  @Requires(property = "reckoner.reflection", value = "true")
  @SuppressWarnings("deprecation")
  BindableService reflectionAlpha() {
    return io.grpc.protobuf.services.ProtoReflectionService.newInstance();
  }

  @Singleton
  @SuppressWarnings("deprecation")
  RpcPermissions kitPermissions() {
    return RpcPermissions.builder()
        .rpc(HealthGrpc.getCheckMethod(), Permission.PUBLIC)
        .rpc(HealthGrpc.getWatchMethod(), Permission.PUBLIC)
        .rpc(ServerReflectionGrpc.getServerReflectionInfoMethod(), Permission.PUBLIC)
        .rpc(
            io.grpc.reflection.v1alpha.ServerReflectionGrpc.getServerReflectionInfoMethod(),
            Permission.PUBLIC)
        .rpc(ClockServiceGrpc.getGetClockMethod(), Permission.CLOCK_READ)
        .rpc(ClockServiceGrpc.getAdvanceClockMethod(), Permission.CLOCK_SET)
        .build();
  }
}
