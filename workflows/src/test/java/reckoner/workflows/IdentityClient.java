package reckoner.workflows;

import io.grpc.ManagedChannel;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reckoner.kit.auth.Role;
import reckoner.kit.testing.TestService;
import reckoner.kit.wire.Wire;
import reckoner.proto.identity.v1.ApiKey;
import reckoner.proto.identity.v1.CreateApiKeyRequest;
import reckoner.proto.identity.v1.CreateApiKeyResponse;
import reckoner.proto.identity.v1.CreateServiceAccountRequest;
import reckoner.proto.identity.v1.ExchangeApiKeyRequest;
import reckoner.proto.identity.v1.ExchangeApiKeyResponse;
import reckoner.proto.identity.v1.IdentityServiceGrpc;
import reckoner.proto.identity.v1.ListApiKeysRequest;
import reckoner.proto.identity.v1.RevokeApiKeyRequest;
import reckoner.proto.identity.v1.ServiceAccount;

/** A tenant's operator, and programs that hold its keys. */
record IdentityClient(TestService service, String tenant) {
  static IdentityClient of(TestService service) {
    return new IdentityClient(service, "tenant-" + UUID.randomUUID());
  }

  IdentityServiceGrpc.IdentityServiceBlockingStub operator() {
    return service.as(
        tenant, Role.OPERATOR, (ManagedChannel c) -> IdentityServiceGrpc.newBlockingStub(c));
  }

  ServiceAccount account(String account, ServiceAccount.Role role) {
    return operator()
        .createServiceAccount(
            CreateServiceAccountRequest.newBuilder()
                .setRequestId("account/%s/%s".formatted(account, role))
                .setServiceAccount(
                    ServiceAccount.newBuilder().setAccount(account).setRole(role).build())
                .build());
  }

  CreateApiKeyResponse key(String requestId, String account) {
    return key(requestId, account, null);
  }

  CreateApiKeyResponse key(String requestId, String account, @Nullable Instant expireTime) {
    var request = CreateApiKeyRequest.newBuilder().setRequestId(requestId).setAccount(account);
    if (expireTime != null) {
      request.setExpireTime(Wire.timestamp(expireTime));
    }
    return operator().createApiKey(request.build());
  }

  ApiKey revoke(String requestId, String keyId) {
    return operator()
        .revokeApiKey(
            RevokeApiKeyRequest.newBuilder().setRequestId(requestId).setKeyId(keyId).build());
  }

  ApiKey read(String keyId) {
    return operator().listApiKeys(ListApiKeysRequest.getDefaultInstance()).getApiKeysList().stream()
        .filter(key -> key.getKeyId().equals(keyId))
        .findFirst()
        .orElseThrow();
  }

  /** Without any credential but the key. */
  ExchangeApiKeyResponse exchange(String secretKey) {
    return IdentityServiceGrpc.newBlockingStub(service.channel())
        .exchangeApiKey(ExchangeApiKeyRequest.newBuilder().setSecretKey(secretKey).build());
  }
}
