package reckoner.workflows.grpc;

import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import reckoner.kit.auth.Caller;
import reckoner.kit.auth.Role;
import reckoner.kit.request.Mutations;
import reckoner.kit.wire.PageToken;
import reckoner.kit.wire.Wire;
import reckoner.proto.identity.v1.ApiKey;
import reckoner.proto.identity.v1.CreateApiKeyRequest;
import reckoner.proto.identity.v1.CreateApiKeyResponse;
import reckoner.proto.identity.v1.CreateServiceAccountRequest;
import reckoner.proto.identity.v1.ExchangeApiKeyRequest;
import reckoner.proto.identity.v1.ExchangeApiKeyResponse;
import reckoner.proto.identity.v1.IdentityServiceGrpc;
import reckoner.proto.identity.v1.ListApiKeysRequest;
import reckoner.proto.identity.v1.ListApiKeysResponse;
import reckoner.proto.identity.v1.ListServiceAccountsRequest;
import reckoner.proto.identity.v1.ListServiceAccountsResponse;
import reckoner.proto.identity.v1.RevokeApiKeyRequest;
import reckoner.proto.identity.v1.ServiceAccount;
import reckoner.workflows.CreateApiKey;
import reckoner.workflows.CreateServiceAccount;
import reckoner.workflows.CreateTenant;
import reckoner.workflows.ExchangeApiKey;
import reckoner.workflows.IdentityStore;
import reckoner.workflows.RevokeApiKey;

/** Serves service accounts and API keys. */
@Singleton
class IdentityGrpc extends IdentityServiceGrpc.IdentityServiceImplBase {
  private final Mutations mutations;
  private final CreateTenant createTenant;
  private final CreateServiceAccount createServiceAccount;
  private final CreateApiKey createApiKey;
  private final RevokeApiKey revokeApiKey;
  private final ExchangeApiKey exchangeApiKey;
  private final IdentityStore identities;

  IdentityGrpc(
      Mutations mutations,
      CreateTenant createTenant,
      CreateServiceAccount createServiceAccount,
      CreateApiKey createApiKey,
      RevokeApiKey revokeApiKey,
      ExchangeApiKey exchangeApiKey,
      IdentityStore identities) {
    this.mutations = mutations;
    this.createTenant = createTenant;
    this.createServiceAccount = createServiceAccount;
    this.createApiKey = createApiKey;
    this.revokeApiKey = revokeApiKey;
    this.exchangeApiKey = exchangeApiKey;
    this.identities = identities;
  }

  @Override
  public void createServiceAccount(
      CreateServiceAccountRequest request, StreamObserver<ServiceAccount> replies) {
    var caller = Caller.current();
    var wire = request.getServiceAccount();
    var reply =
        mutations.once(
            IdentityServiceGrpc.getCreateServiceAccountMethod(),
            request,
            request.getRequestId(),
            ServiceAccount.parser(),
            () -> {
              // the issuer that signed for the tenant vouches for it
              createTenant.create(caller.tenant(), caller.serviceAccount());
              return write(
                  createServiceAccount.create(
                      caller.tenant(),
                      wire.getAccount(),
                      Role.valueOf(wire.getRole().name()),
                      caller.serviceAccount()));
            });
    replies.onNext(reply);
    replies.onCompleted();
  }

  @Override
  public void listServiceAccounts(
      ListServiceAccountsRequest request, StreamObserver<ListServiceAccountsResponse> replies) {
    int size = PageToken.size(request.getPageSize());
    var after = PageToken.read(request.getPageToken(), 1).map(List::getFirst).orElse("");
    var found = identities.accounts(Caller.current().tenant(), after, size + 1);
    var page = ListServiceAccountsResponse.newBuilder();
    found.stream().limit(size).map(IdentityGrpc::write).forEach(page::addServiceAccounts);
    if (found.size() > size) {
      page.setNextPageToken(PageToken.of(found.get(size - 1).account()));
    }
    replies.onNext(page.build());
    replies.onCompleted();
  }

  /** The stored answer has no secret; the one that this call gives has it, if it made the key. */
  @Override
  public void createApiKey(
      CreateApiKeyRequest request, StreamObserver<CreateApiKeyResponse> replies) {
    var caller = Caller.current();
    var expireTime = request.hasExpireTime() ? Wire.instant(request.getExpireTime()) : null;
    var secretKey = new AtomicReference<>("");
    var stored =
        mutations.once(
            IdentityServiceGrpc.getCreateApiKeyMethod(),
            request,
            request.getRequestId(),
            CreateApiKeyResponse.parser(),
            () -> {
              var made =
                  createApiKey.create(
                      caller.tenant(), request.getAccount(), expireTime, caller.serviceAccount());
              secretKey.set(made.secretKey());
              return CreateApiKeyResponse.newBuilder().setApiKey(write(made.key())).build();
            });
    replies.onNext(stored.toBuilder().setSecretKey(secretKey.get()).build());
    replies.onCompleted();
  }

  @Override
  public void listApiKeys(ListApiKeysRequest request, StreamObserver<ListApiKeysResponse> replies) {
    int size = PageToken.size(request.getPageSize());
    var after = PageToken.read(request.getPageToken(), 2).orElse(List.of("", ""));
    var found =
        identities.keys(Caller.current().tenant(), after.getFirst(), after.getLast(), size + 1);
    var page = ListApiKeysResponse.newBuilder();
    found.stream().limit(size).map(IdentityGrpc::write).forEach(page::addApiKeys);
    if (found.size() > size) {
      var last = found.get(size - 1);
      page.setNextPageToken(PageToken.of(last.account(), last.keyId()));
    }
    replies.onNext(page.build());
    replies.onCompleted();
  }

  @Override
  public void revokeApiKey(RevokeApiKeyRequest request, StreamObserver<ApiKey> replies) {
    var caller = Caller.current();
    var reply =
        mutations.once(
            IdentityServiceGrpc.getRevokeApiKeyMethod(),
            request,
            request.getRequestId(),
            ApiKey.parser(),
            () ->
                write(
                    revokeApiKey.revoke(
                        caller.tenant(), request.getKeyId(), caller.serviceAccount())));
    replies.onNext(reply);
    replies.onCompleted();
  }

  @Override
  public void exchangeApiKey(
      ExchangeApiKeyRequest request, StreamObserver<ExchangeApiKeyResponse> replies) {
    var token = exchangeApiKey.exchange(request.getSecretKey());
    replies.onNext(
        ExchangeApiKeyResponse.newBuilder()
            .setToken(token.token())
            .setExpireTime(Wire.timestamp(token.expireTime()))
            .build());
    replies.onCompleted();
  }

  private static ServiceAccount write(reckoner.workflows.ServiceAccount account) {
    return ServiceAccount.newBuilder()
        .setAccount(account.account())
        .setRole(ServiceAccount.Role.valueOf(account.role().name()))
        .setCreateTime(Wire.timestamp(account.createTime()))
        .build();
  }

  private static ApiKey write(reckoner.workflows.ApiKey key) {
    var wire =
        ApiKey.newBuilder()
            .setKeyId(key.keyId())
            .setAccount(key.account())
            .setCreateTime(Wire.timestamp(key.createTime()));
    if (key.expireTime() != null) {
      wire.setExpireTime(Wire.timestamp(key.expireTime()));
    }
    if (key.revokeTime() != null) {
      wire.setRevokeTime(Wire.timestamp(key.revokeTime()));
    }
    if (key.lastUsedTime() != null) {
      wire.setLastUsedTime(Wire.timestamp(key.lastUsedTime()));
    }
    return wire.build();
  }
}
