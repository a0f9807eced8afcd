package reckoner.kit.edge;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.micronaut.context.annotation.Bean;
import jakarta.inject.Singleton;
import java.util.List;
import org.slf4j.MDC;
import reckoner.kit.auth.BearerCredentials;
import reckoner.kit.auth.Caller;
import reckoner.kit.auth.Permission;
import reckoner.kit.auth.RpcPermissions;
import reckoner.kit.auth.TokenVerifier;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;

/** Finds the caller in the credential and checks the permission that the RPC is registered with. */
@Singleton
@Bean(typed = CallerInterceptor.class) // the edge alone is an interceptor of the server
class CallerInterceptor implements ServerInterceptor {
  private static final String BEARER = "Bearer ";

  private final List<RpcPermissions> permissions;
  private final TokenVerifier tokens;

  CallerInterceptor(List<RpcPermissions> permissions, TokenVerifier tokens) {
    this.permissions = permissions;
    this.tokens = tokens;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    var permission = permissionOf(call.getMethodDescriptor());
    if (permission == Permission.PUBLIC) {
      return next.startCall(call, headers);
    }
    var caller = callerOf(headers);
    MDC.put("tenant", caller.tenant());
    MDC.put("service_account", caller.serviceAccount());
    if (!permission.isGrantedTo(caller.role())) {
      throw Refusal.of(
              KitReason.PERMISSION_MISSING,
              "%s needs permission %s, which role %s does not have"
                  .formatted(
                      call.getMethodDescriptor().getFullMethodName(), permission, caller.role()))
          .asException();
    }
    return Contexts.interceptCall(caller.in(Context.current()), call, headers, next);
  }

  private Permission permissionOf(MethodDescriptor<?, ?> method) {
    return permissions.stream()
        .flatMap(registered -> registered.of(method).stream())
        .findFirst()
        .orElseThrow(() ->
            Refusal.of(
                    KitReason.RPC_UNREGISTERED,
                    method.getFullMethodName() + " is not registered with a permission")
                .asException());
  }

  private Caller callerOf(Metadata headers) {
    var header = headers.get(BearerCredentials.AUTHORIZATION);
    if (header == null || !header.startsWith(BEARER)) {
      throw Refusal.of(
              KitReason.CREDENTIAL_MISSING,
              "the call needs metadata 'authorization: Bearer <token>'")
          .asException();
    }
    return tokens.verify(header.substring(BEARER.length()));
  }
}
