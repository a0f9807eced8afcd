package reckoner.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.workflows.Client.refused;

import io.grpc.StatusRuntimeException;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.store.Transactions;
import reckoner.kit.testing.TestService;
import reckoner.kit.wire.Wire;
import reckoner.proto.identity.v1.ServiceAccount;

/** The life of keys, told with dates; real time stands where the story sets it. */
class KeyRotationTest {
  private static final TestService SERVICE =
      TestService.start(
          "workflows",
          Map.of(
              "reckoner.temporal-target",
              "localhost:1",
              TestIdentity.ISSUING,
              true,
              TestIdentity.SET_TIME,
              true));
  private static final TestIdentity.SetTime CLOCK =
      SERVICE.context().getBean(TestIdentity.SetTime.class);

  private final IdentityClient acme = IdentityClient.of(SERVICE);

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  @Test
  void aKeyIsRotatedWithoutAPause() {
    CLOCK.set("2026-03-01T09:00:00Z");
    acme.account("gateway", ServiceAccount.Role.MACHINE);
    var march = acme.key("march", "gateway");
    var first = acme.exchange(march.getSecretKey());
    assertEquals(Instant.parse("2026-03-01T09:15:00Z"), Wire.instant(first.getExpireTime()));

    CLOCK.set("2026-06-01T09:00:00Z");
    var june = acme.key("june", "gateway");
    refused("API_KEY_LIMIT", () -> acme.key("third", "gateway"));
    acme.exchange(march.getSecretKey());
    acme.exchange(june.getSecretKey());

    CLOCK.set("2026-06-02T09:00:00.5Z");
    var revoked = acme.revoke("end-march", march.getApiKey().getKeyId());
    assertEquals(Instant.parse("2026-06-02T09:00:00.5Z"), Wire.instant(revoked.getRevokeTime()));
    refused("API_KEY_INVALID", () -> acme.exchange(march.getSecretKey()));
    var token = acme.exchange(june.getSecretKey());
    assertEquals(
        Instant.parse("2026-06-02T09:15:00Z"),
        Wire.instant(token.getExpireTime()),
        "in whole seconds, as in the token");

    CLOCK.set("2026-06-03T09:00:00Z");
    var keyId = march.getApiKey().getKeyId();
    assertEquals(revoked, acme.revoke("end-march", keyId));
    assertEquals(revoked, acme.revoke("end-march-again", keyId), "the first time stays");
    acme.key("third", "gateway");
    assertEquals(
        List.of(
            "TENANT_CREATED test-OPERATOR",
            "ACCOUNT_CREATED test-OPERATOR gateway",
            "KEY_CREATED test-OPERATOR gateway",
            "KEY_CREATED test-OPERATOR gateway",
            "KEY_REVOKED test-OPERATOR gateway",
            "KEY_CREATED test-OPERATOR gateway"),
        texts(
            """
            select trim(concat_ws(' ', change, changed_by, account)) from identity_change
            where tenant = '%s' order by id
            """
                .formatted(acme.tenant())));
  }

  @Test
  void aKeyEndsAtItsExpireTimeAndMakesRoomForAnother() {
    CLOCK.set("2026-03-01T00:00:00Z");
    acme.account("gateway", ServiceAccount.Role.MACHINE);
    var until = Instant.parse("2026-03-02T00:00:00Z");
    var short1 = acme.key("short", "gateway", until);
    acme.key("long", "gateway");
    assertEquals(until, Wire.instant(short1.getApiKey().getExpireTime()));

    CLOCK.set("2026-03-01T23:59:59.999999Z");
    acme.exchange(short1.getSecretKey());
    refused("API_KEY_LIMIT", () -> acme.key("next", "gateway"));

    CLOCK.set("2026-03-02T00:00:00Z");
    var expired = refused("API_KEY_INVALID", () -> acme.exchange(short1.getSecretKey()));
    var unknown = refused("API_KEY_INVALID", () -> acme.exchange("nonsense"));
    assertEquals(unknown.getStatus().getDescription(), expired.getStatus().getDescription());
    acme.key("next", "gateway");
    refused("EXPIRE_TIME_PAST", () -> acme.key("past", "gateway", until));
  }

  @Test
  void theLastUseIsKeptOnceAMinute() {
    CLOCK.set("2026-03-01T00:00:00Z");
    acme.account("gateway", ServiceAccount.Role.MACHINE);
    var key = acme.key("key", "gateway");
    var keyId = key.getApiKey().getKeyId();
    assertFalse(acme.read(keyId).hasLastUsedTime());
    record Step(String use, String kept) {}
    for (var step :
        List.of(
            new Step("2026-03-01T00:00:10Z", "2026-03-01T00:00:10Z"),
            new Step("2026-03-01T00:00:11Z", "2026-03-01T00:00:10Z"),
            new Step("2026-03-01T00:01:10Z", "2026-03-01T00:00:10Z"),
            new Step("2026-03-01T00:01:10.000001Z", "2026-03-01T00:01:10.000001Z"))) {
      CLOCK.set(step.use());
      acme.exchange(key.getSecretKey());
      assertEquals(
          Instant.parse(step.kept()), Wire.instant(acme.read(keyId).getLastUsedTime()), step.use());
    }
    CLOCK.set("2026-03-01T01:00:00Z");
    acme.revoke("end", keyId);
    refused("API_KEY_INVALID", () -> acme.exchange(key.getSecretKey()));
    assertEquals(
        Instant.parse("2026-03-01T00:01:10.000001Z"),
        Wire.instant(acme.read(keyId).getLastUsedTime()),
        "a refused use is none");
  }

  @Test
  void twoAtOnceDoNotPassTheLimitTogether() throws Exception {
    CLOCK.set("2026-03-01T00:00:00Z");
    acme.account("gateway", ServiceAccount.Role.MACHINE);
    acme.key("one", "gateway");
    var held = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // both are past their door and wait for the account before either goes on
      var holder = threads.submit(() -> holdAccount(held, release));
      held.await();
      var outcomes = new ArrayList<Future<String>>();
      for (var requestId : List.of("two", "three")) {
        outcomes.add(threads.submit(outcome(requestId)));
      }
      Deployment.await("both wait", () -> waiting() == 2);
      release.countDown();
      holder.get();
      assertEquals(
          List.of("API_KEY_LIMIT", "made"),
          List.of(outcomes.getFirst().get(), outcomes.getLast().get()).stream().sorted().toList());
    }
    assertEquals(
        List.of("2"),
        texts("select count(*) from api_key where tenant = '%s'".formatted(acme.tenant())));
  }

  private Callable<String> outcome(String requestId) {
    return () -> {
      try {
        assertFalse(acme.key(requestId, "gateway").getSecretKey().isEmpty());
        return "made";
      } catch (StatusRuntimeException refusal) {
        return RefusalStatus.reason(refusal).orElse("none: " + refusal);
      }
    };
  }

  private boolean holdAccount(CountDownLatch held, CountDownLatch release) {
    return transactions()
        .<Boolean>jdbc(connection -> {
          try (var statement =
              connection.prepareStatement(
                  "select from service_account where tenant = ? for update")) {
            statement.setString(1, acme.tenant());
            statement.execute();
          }
          held.countDown();
          try {
            release.await();
          } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
          }
          return true;
        });
  }

  private static int waiting() {
    return Integer.parseInt(
        texts(
                """
                select count(*) from pg_stat_activity
                where datname = current_database() and wait_event_type = 'Lock'
                """)
            .getFirst());
  }

  @Test
  void theTablesRefuseToForgetOrToChangeWhatAKeyIs() {
    CLOCK.set("2026-03-01T00:00:00Z");
    acme.account("gateway", ServiceAccount.Role.MACHINE);
    var keyId = acme.key("one", "gateway").getApiKey().getKeyId();
    acme.revoke("end", keyId);
    for (var change :
        List.of(
            "delete from api_key where key_id = '%s'",
            "update api_key set revoke_time = null where key_id = '%s'",
            "update api_key set key_hash = sha256('x') where key_id = '%s'",
            "update api_key set expire_time = now() where key_id = '%s'",
            "delete from identity_change where key_id = '%s'",
            "update identity_change set changed_by = 'x' where key_id = '%s'",
            "update service_account set role = 'OPERATOR' where '%s' <> ''")) {
      assertThrows(RuntimeException.class, () -> execute(change.formatted(keyId)), change);
    }
    assertTrue(acme.read(keyId).hasRevokeTime());
  }

  private static void execute(String sql) {
    transactions()
        .<Boolean>jdbc(connection -> {
          try (var statement = connection.createStatement()) {
            return statement.execute(sql);
          }
        });
  }

  static List<String> texts(String query) {
    return texts(SERVICE, query);
  }

  /** The first column of each row. */
  static List<String> texts(TestService service, String query) {
    return service
        .context()
        .getBean(Transactions.class)
        .jdbc(connection -> {
          try (var statement = connection.createStatement();
              ResultSet rows = statement.executeQuery(query)) {
            var texts = new ArrayList<String>();
            while (rows.next()) {
              texts.add(rows.getString(1));
            }
            return List.copyOf(texts);
          }
        });
  }

  private static Transactions transactions() {
    return SERVICE.context().getBean(Transactions.class);
  }
}
