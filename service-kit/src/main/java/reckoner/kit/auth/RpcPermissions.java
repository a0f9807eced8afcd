package reckoner.kit.auth;

import io.grpc.MethodDescriptor;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The permission that each RPC of a service needs. What is not registered is refused. */
public final class RpcPermissions {
  private final Map<String, Permission> byMethod;

  private RpcPermissions(Map<String, Permission> byMethod) {
    this.byMethod = Map.copyOf(byMethod);
  }

  public Optional<Permission> of(MethodDescriptor<?, ?> method) {
    return Optional.ofNullable(byMethod.get(method.getFullMethodName()));
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Collects the RPCs of one service. */
  public static final class Builder {
    private final Map<String, Permission> byMethod = new HashMap<>();

    public Builder rpc(MethodDescriptor<?, ?> method, Permission permission) {
      if (byMethod.put(method.getFullMethodName(), permission) != null) {
        throw new IllegalArgumentException(method.getFullMethodName() + " is registered twice");
      }
      return this;
    }

    public RpcPermissions build() {
      return new RpcPermissions(byMethod);
    }
  }
}
