package reckoner.kit.edge;

import io.grpc.MethodDescriptor;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.slf4j.MDC;
import reckoner.kit.auth.Caller;
import reckoner.kit.auth.Permission;
import reckoner.kit.auth.RpcPermissions;
import reckoner.kit.auth.TokenVerifier;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;

/**
 * Says who calls and whether they may: by the bearer credential and the permission that the RPC is
 * registered with, whatever the protocol that brings the call.
 */
@Singleton
public class Admission {
  private static final String BEARER = "Bearer ";

  private final List<RpcPermissions> permissions;
  private final TokenVerifier tokens;

  Admission(List<RpcPermissions> permissions, TokenVerifier tokens) {
    this.permissions = permissions;
    this.tokens = tokens;
  }

  /**
   * The caller, whose tenant and account stand on the thread's log lines from now on; none where
   * the RPC is public.
   *
   * @param authorization the value of the header or of the metadata of that name
   */
  public Optional<Caller> admit(MethodDescriptor<?, ?> rpc, Optional<String> authorization) {
    var permission = permissionOf(rpc);
    if (permission == Permission.PUBLIC) {
      return Optional.empty();
    }
    var caller = callerOf(authorization);
    MDC.put("tenant", caller.tenant());
    MDC.put("service_account", caller.serviceAccount());
    if (!permission.isGrantedTo(caller.role())) {
      throw Refusal.of(
              KitReason.PERMISSION_MISSING,
              "%s needs permission %s, which role %s does not have"
                  .formatted(rpc.getFullMethodName(), permission, caller.role()))
          .asException();
    }
    return Optional.of(caller);
  }

  private Permission permissionOf(MethodDescriptor<?, ?> rpc) {
    return permissions.stream()
        .flatMap(registered -> registered.of(rpc).stream())
        .findFirst()
        .orElseThrow(() ->
            Refusal.of(
                    KitReason.RPC_UNREGISTERED,
                    rpc.getFullMethodName() + " is not registered with a permission")
                .asException());
  }

  private Caller callerOf(Optional<String> authorization) {
    return authorization
        .filter(value -> value.startsWith(BEARER))
        .map(value -> tokens.verify(value.substring(BEARER.length())))
        .orElseThrow(() ->
            Refusal.of(
                    KitReason.CREDENTIAL_MISSING,
                    "the call needs metadata 'authorization: Bearer <token>'")
                .asException());
  }
}
