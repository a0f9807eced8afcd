package reckoner.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.workflows.Client.refused;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.BearerCredentials;
import reckoner.kit.auth.Caller;
import reckoner.kit.auth.Role;
import reckoner.kit.auth.TokenVerifier;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.TestService;
import reckoner.kit.wire.Wire;
import reckoner.proto.identity.v1.ApiKey;
import reckoner.proto.identity.v1.IdentityServiceGrpc;
import reckoner.proto.identity.v1.ListApiKeysRequest;
import reckoner.proto.identity.v1.ListServiceAccountsRequest;
import reckoner.proto.identity.v1.ServiceAccount;
import reckoner.proto.workflows.v1.ContractServiceGrpc;
import reckoner.proto.workflows.v1.CreateCustomerRequest;
import reckoner.proto.workflows.v1.CustomerServiceGrpc;
import reckoner.proto.workflows.v1.ListContractsRequest;

/** API keys as their owners use them. */
class ApiKeyTest {
  private static final TestService SERVICE =
      TestService.start(
          "workflows",
          Map.of("reckoner.temporal-target", "localhost:1", TestIdentity.ISSUING, true));

  private final IdentityClient acme = IdentityClient.of(SERVICE);

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  @Test
  void aKeyIsExchangedForATokenThatEveryServiceAccepts() throws Exception {
    acme.account("shop", ServiceAccount.Role.SELLER);
    var key = acme.key("first", "shop").getSecretKey();
    assertTrue(key.matches("rk_[0-9a-f]{16}_[0-9a-f]{64}"), "16 digits of id, 256 bits of secret");
    var before = Instant.now();
    var answer = acme.exchange(key);
    assertEquals(
        new Caller(acme.tenant(), "shop", Role.SELLER),
        new TokenVerifier(TestService.SIGNER.publicKeys()).verify(answer.getToken()));
    var life = java.time.Duration.between(before, Wire.instant(answer.getExpireTime()));
    assertTrue(
        life.toSeconds() >= 14 * 60 + 58 && life.toSeconds() <= 15 * 60 + 60, life.toString());
    var token = new BearerCredentials(answer::getToken);
    CustomerServiceGrpc.newBlockingStub(SERVICE.channel())
        .withCallCredentials(token)
        .createCustomer(
            CreateCustomerRequest.newBuilder()
                .setRequestId("ada")
                .setCustomer(Client.customerOf("ada", "Europe/London"))
                .build());
    refused(
        "PERMISSION_MISSING",
        () ->
            IdentityServiceGrpc.newBlockingStub(SERVICE.channel())
                .withCallCredentials(token)
                .listApiKeys(ListApiKeysRequest.getDefaultInstance()));
  }

  @Test
  void everyKeyHasASecretOfItsOwn() {
    acme.account("shop", ServiceAccount.Role.SELLER);
    var one = acme.key("one", "shop");
    var other = acme.key("other", "shop");
    assertNotEquals(one.getApiKey().getKeyId(), other.getApiKey().getKeyId());
    assertNotEquals(secret(one.getSecretKey()), secret(other.getSecretKey()));
  }

  private static String secret(String secretKey) {
    return secretKey.substring(secretKey.lastIndexOf('_') + 1);
  }

  @Test
  void whateverIsWrongWithAKeyItsRefusalIsTheSame() {
    acme.account("shop", ServiceAccount.Role.SELLER);
    var live = acme.key("live", "shop").getSecretKey();
    var revoked = acme.key("revoked", "shop");
    acme.revoke("revoke", revoked.getApiKey().getKeyId());
    var wrongSecret = live.substring(0, live.length() - 1) + (live.endsWith("0") ? "1" : "0");
    var ofAnotherKey =
        live.substring(0, live.lastIndexOf('_') + 1) + secret(revoked.getSecretKey());
    var refusals = new ArrayList<String>();
    for (var presented :
        List.of(
            revoked.getSecretKey(),
            wrongSecret,
            ofAnotherKey,
            "rk_0123456789abcdef_" + "0".repeat(64),
            "nonsense",
            " " + live,
            live + "\n",
            "é".repeat(200))) {
      var refusal = refused("API_KEY_INVALID", () -> acme.exchange(presented));
      assertEquals(Status.Code.UNAUTHENTICATED, refusal.getStatus().getCode());
      refusals.add(refusal.getStatus().getDescription() + RefusalStatus.faults(refusal));
    }
    assertEquals(1, refusals.stream().distinct().count(), refusals.toString());
    acme.exchange(live);
    refused("REQUEST_INVALID", () -> acme.exchange(""));
    refused("REQUEST_INVALID", () -> acme.exchange("x".repeat(201)));
  }

  @Test
  void anAccountIsMadeOnceAndItsRoleNeverChanges() {
    var made = acme.account("shop", ServiceAccount.Role.SELLER);
    assertEquals(made, acme.account("shop", ServiceAccount.Role.SELLER), "the request repeated");
    var again = new IdentityClient(SERVICE, acme.tenant());
    assertEquals(
        made,
        again
            .operator()
            .createServiceAccount(
                reckoner.proto.identity.v1.CreateServiceAccountRequest.newBuilder()
                    .setRequestId("another")
                    .setServiceAccount(made)
                    .build()),
        "another request of the same content");
    refused("KEY_TAKEN", () -> acme.account("shop", ServiceAccount.Role.FINANCE));
    refused("SERVICE_ACCOUNT_UNKNOWN", () -> acme.key("none", "nobody"));
  }

  @Test
  void aCustomerGetsNoAccountYetAndIsTold() {
    var refusal =
        refused(
            "CUSTOMER_ACCOUNT_UNSUPPORTED",
            () -> acme.account("buyer", ServiceAccount.Role.CUSTOMER));
    assertEquals(
        "service_account.role", RefusalStatus.faults(refusal).getFieldViolations(0).getField());
    refused("REQUEST_INVALID", () -> acme.account("nobody", ServiceAccount.Role.ROLE_UNSPECIFIED));
  }

  @Test
  void noAccountBearsTheNameOfAService() {
    for (var service : List.of("catalog", "rating", "invoicing", "workflows")) {
      refused("SERVICE_ACCOUNT_RESERVED", () -> acme.account(service, ServiceAccount.Role.MACHINE));
    }
    acme.account("rating-2", ServiceAccount.Role.MACHINE);
  }

  @Test
  void aTokenOfATenantWithAnUnusableNameMakesNoAccounts() {
    var odd = new IdentityClient(SERVICE, "Acme/Inc");
    refused("TENANT_INVALID", () -> odd.account("shop", ServiceAccount.Role.SELLER));
  }

  @Test
  void aKeyThatWouldHaveEndedIsNotMade() {
    acme.account("shop", ServiceAccount.Role.SELLER);
    refused("EXPIRE_TIME_PAST", () -> acme.key("late", "shop", Instant.EPOCH));
    assertFalse(
        acme.key("late", "shop", Instant.parse("2999-01-01T00:00:00Z")).getSecretKey().isEmpty(),
        "the refusal did not use up the id");
  }

  @Test
  void tenantsSeeAndEndTheirOwnKeysOnly() throws Exception {
    var other = IdentityClient.of(SERVICE);
    acme.account("shop", ServiceAccount.Role.SELLER);
    other.account("shop", ServiceAccount.Role.VIEWER);
    var ours = acme.key("key", "shop");
    var theirs = other.key("key", "shop");
    assertEquals(List.of(ours.getApiKey()), keys(acme, 100));
    assertEquals(List.of(theirs.getApiKey()), keys(other, 100));
    assertEquals(
        List.of(ServiceAccount.Role.VIEWER),
        other
            .operator()
            .listServiceAccounts(ListServiceAccountsRequest.getDefaultInstance())
            .getServiceAccountsList()
            .stream()
            .map(ServiceAccount::getRole)
            .toList());
    refused("NOT_FOUND", () -> other.revoke("steal", ours.getApiKey().getKeyId()));
    assertEquals(
        new Caller(acme.tenant(), "shop", Role.SELLER),
        new TokenVerifier(TestService.SIGNER.publicKeys())
            .verify(other.exchange(ours.getSecretKey()).getToken()),
        "a key is of its tenant, whoever presents it");
    var contracts =
        ContractServiceGrpc.newBlockingStub(SERVICE.channel())
            .withCallCredentials(
                new BearerCredentials(() -> acme.exchange(theirs.getSecretKey()).getToken()))
            .listContracts(ListContractsRequest.getDefaultInstance());
    assertEquals(0, contracts.getContractsCount());
  }

  @Test
  void listsComeInPagesInTheOrderOfTheirKeys() {
    for (var account : List.of("c", "a", "b")) {
      acme.account(account, ServiceAccount.Role.MACHINE);
      acme.key(account + "1", account);
      acme.key(account + "2", account);
    }
    var all = keys(acme, 100);
    assertEquals(
        List.of("a", "a", "b", "b", "c", "c"), all.stream().map(ApiKey::getAccount).toList());
    assertEquals(all, keys(acme, 1));
    assertEquals(all, keys(acme, 4));
    var first =
        acme.operator()
            .listServiceAccounts(ListServiceAccountsRequest.newBuilder().setPageSize(2).build());
    var second =
        acme.operator()
            .listServiceAccounts(
                ListServiceAccountsRequest.newBuilder()
                    .setPageSize(2)
                    .setPageToken(first.getNextPageToken())
                    .build());
    assertEquals(List.of("a", "b"), names(first.getServiceAccountsList()));
    assertEquals(List.of("c"), names(second.getServiceAccountsList()));
    assertEquals("", second.getNextPageToken());
  }

  private static List<String> names(List<ServiceAccount> accounts) {
    return accounts.stream().map(ServiceAccount::getAccount).toList();
  }

  private static List<ApiKey> keys(IdentityClient client, int pageSize) {
    var stub =
        SERVICE.as(
            client.tenant(),
            Role.OPERATOR,
            (ManagedChannel c) -> IdentityServiceGrpc.newBlockingStub(c));
    var all = new ArrayList<ApiKey>();
    var token = "";
    do {
      var page =
          stub.listApiKeys(
              ListApiKeysRequest.newBuilder().setPageSize(pageSize).setPageToken(token).build());
      assertTrue(page.getApiKeysCount() <= pageSize);
      all.addAll(page.getApiKeysList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return all;
  }

  @Test
  void aDeploymentWithoutAnIssuingKeySaysSo() {
    try (var verifier =
        TestService.start("workflows", Map.of("reckoner.temporal-target", "localhost:1"))) {
      var there = IdentityClient.of(verifier);
      there.account("shop", ServiceAccount.Role.SELLER);
      var key = there.key("key", "shop").getSecretKey();
      refused("TOKENS_NOT_ISSUED_HERE", () -> there.exchange(key));
      refused("TOKENS_NOT_ISSUED_HERE", () -> there.exchange("nonsense"));
    }
  }
}
