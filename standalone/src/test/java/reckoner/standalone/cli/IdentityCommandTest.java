package reckoner.standalone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reckoner.kit.auth.Caller;
import reckoner.kit.auth.Role;
import reckoner.kit.auth.SigningKeys;
import reckoner.kit.auth.TokenSigner;
import reckoner.kit.auth.TokenVerifier;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.TestDatabase;
import reckoner.kit.testing.TestService;
import reckoner.proto.identity.v1.ExchangeApiKeyRequest;
import reckoner.proto.identity.v1.IdentityServiceGrpc;

/** The commands with which a deployment gets its first credentials, on a real database. */
class IdentityCommandTest {
  @TempDir private Path folder;

  private final Map<String, Object> database = TestDatabase.properties("workflows");

  @BeforeEach
  void writePassword() throws IOException {
    Files.writeString(folder.resolve("password"), "postgres\n");
  }

  private Outcome onDatabase(String... words) {
    return on(String.valueOf(database.get("datasources.default.url")), words);
  }

  private Outcome on(String url, String... words) {
    var all = new ArrayList<>(List.of(words));
    all.addAll(
        List.of(
            "--database",
            url,
            "--database-user",
            "postgres",
            "--database-password-file",
            folder.resolve("password").toString()));
    return Outcome.of(all);
  }

  private static Outcome done(Outcome outcome) {
    return outcome.done();
  }

  private static void failed(int code, String message, Outcome outcome) {
    outcome.failed(code, message);
  }

  @Test
  void theFirstKeyOfADeploymentIsMadeUsedListedAndRevoked() throws Exception {
    failed(
        1,
        "TENANT_UNKNOWN: tenant acme does not exist",
        create("--tenant", "acme", "--account", "ops", "--role", "operator"));
    assertTrue(done(onDatabase("tenant", "create", "acme")).out().contains("tenant acme is made"));
    assertTrue(done(onDatabase("tenant", "create", "acme")).out().contains("tenant acme exists"));

    var made = done(create("--tenant", "acme", "--account", "ops", "--role", "operator"));
    var key = made.out().strip();
    assertTrue(key.matches("rk_[0-9a-f]{16}_[0-9a-f]{64}"), "the key alone");
    assertFalse(made.errors().contains(key));
    failed(
        1,
        "KEY_TAKEN: service account ops exists with role OPERATOR",
        create("--tenant", "acme", "--account", "ops", "--role", "viewer"));

    var signingKey = TokenSigner.newKey();
    try (var service = issuing(signingKey)) {
      var stub = IdentityServiceGrpc.newBlockingStub(service.channel());
      var request = ExchangeApiKeyRequest.newBuilder().setSecretKey(key).build();
      assertEquals(
          new Caller("acme", "ops", Role.OPERATOR),
          new TokenVerifier(SigningKeys.publish("", Map.of("key", signingKey)))
              .verify(stub.exchangeApiKey(request).getToken()));
      var keyId = key.substring(3, 19);
      var listed = done(onDatabase("api-key", "list", "--tenant", "acme")).out();
      assertTrue(
          listed.matches("(?s)%s  ops  operator  live  made .*  no end  used .*".formatted(keyId)),
          listed);
      assertFalse(listed.contains(key.substring(20)));
      assertEquals("", done(onDatabase("api-key", "list", "--tenant", "other")).out());

      failed(1, "NOT_FOUND", onDatabase("api-key", "revoke", "--tenant", "other", keyId));
      var revoked = done(onDatabase("api-key", "revoke", "--tenant", "acme", keyId)).out();
      assertEquals(revoked, done(onDatabase("api-key", "revoke", "--tenant", "acme", keyId)).out());
      var refusal = assertThrows(StatusRuntimeException.class, () -> stub.exchangeApiKey(request));
      assertEquals("API_KEY_INVALID", RefusalStatus.reason(refusal).orElse("none"));
      assertTrue(
          done(onDatabase("api-key", "list", "--tenant", "acme")).out().contains("  revoked  "));
    }
  }

  private TestService issuing(String signingKey) throws IOException {
    var file = folder.resolve("issuing.json");
    Files.writeString(file, signingKey);
    return TestService.startOn(
        "workflows",
        database,
        Map.of(
            "reckoner.temporal-target",
            "localhost:1",
            "reckoner.signing-key-file",
            file.toString()));
  }

  private Outcome create(String... words) {
    var all = new ArrayList<>(List.of("api-key", "create"));
    all.addAll(List.of(words));
    return onDatabase(all.toArray(String[]::new));
  }

  @Test
  void aKeyInAFileIsItsOwnersAloneAndOverwritesNothing() throws Exception {
    done(onDatabase("tenant", "create", "acme"));
    var file = folder.resolve("gateway.key");
    var words = List.of("--tenant", "acme", "--account", "gateway", "--role", "machine", "--out");
    var made = done(create(with(words, file.toString(), "--expires", "P90D")));
    var key = Files.readString(file);
    assertTrue(key.matches("rk_[0-9a-f]{16}_[0-9a-f]{64}\n"));
    assertFalse((made.out() + made.errors()).contains(key.strip()));
    assertEquals("rw-------", permissions(file));
    failed(2, "exists and is left as it is", create(with(words, file.toString())));
    assertEquals(key, Files.readString(file));
    done(create(with(words, folder.resolve("second.key").toString())));
    failed(
        1,
        "API_KEY_LIMIT: service account gateway has 2 live keys",
        create(with(words, folder.resolve("third.key").toString())));
    assertFalse(Files.exists(folder.resolve("third.key")), "no file without a key");
    failed(2, "cannot be written", create(with(words, folder.resolve("none/x.key").toString())));
    var listed = onDatabase("api-key", "list", "--tenant", "acme").out();
    assertEquals(2, listed.lines().count(), listed);
  }

  private static String[] with(List<String> words, String... more) {
    var all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void whatIsWrongWithACommandIsSaid() {
    failed(1, "TENANT_INVALID", onDatabase("tenant", "create", "Acme Inc"));
    done(onDatabase("tenant", "create", "acme"));
    var words = List.of("--tenant", "acme", "--account");
    failed(2, "--role is viewer", create(with(words, "shop", "--role", "boss")));
    failed(2, "--account is 1 to 60", create(with(words, "The Shop", "--role", "seller")));
    failed(1, "CUSTOMER_ACCOUNT_UNSUPPORTED", create(with(words, "shop", "--role", "customer")));
    failed(2, "--expires", create(with(words, "shop", "--role", "seller", "--expires", "PT0S")));
    failed(2, "--expires", create(with(words, "shop", "--role", "seller", "--expires", "soon")));
    failed(2, "KEY_ID is 16", onDatabase("api-key", "revoke", "--tenant", "acme", "rk_1"));
    failed(
        1,
        "has no tables for credentials yet: './reckoner migrate workflows'",
        on(TestDatabase.freshUrl(), "tenant", "create", "acme"));
    failed(
        1, "is out of reach", on("jdbc:postgresql://localhost:1/none", "tenant", "create", "acme"));
  }

  /** As a person calls it: a process of its own, which reads the environment of the service. */
  @Test
  void theEnvironmentOfTheServiceSaysWhereTheDatabaseIs() throws Exception {
    for (var password :
        List.of(
            Map.entry("WORKFLOWS_DATABASE_PASSWORD_FILE", folder.resolve("password").toString()),
            Map.entry("WORKFLOWS_DATABASE_PASSWORD", "postgres"))) {
      var builder =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Main.class.getName(),
                  "tenant",
                  "create",
                  "acme")
              .redirectErrorStream(true);
      builder
          .environment()
          .put("WORKFLOWS_DATABASE_URL", String.valueOf(database.get("datasources.default.url")));
      builder.environment().put("WORKFLOWS_DATABASE_USER", "postgres");
      builder.environment().put(password.getKey(), password.getValue());
      var process = builder.start();
      var out =
          new String(
              process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      assertEquals(0, process.exitValue(), out);
      assertTrue(out.contains("tenant acme "), out);
    }
  }

  @Test
  void aSigningKeyIsMadeAndPublishedAndReplaced() throws Exception {
    var old = folder.resolve("old.json");
    var fresh = folder.resolve("fresh.json");
    var machine = folder.resolve("machine.json");
    done(Outcome.of(List.of("signing-key", "create", "--out", old.toString())));
    done(Outcome.of(List.of("signing-key", "create", "--out", fresh.toString())));
    done(Outcome.of(List.of("signing-key", "create", "--machine", "--out", machine.toString())));
    assertEquals("rw-------", permissions(old));
    assertTrue(Files.readString(machine).contains("\"kid\":\"machine-"), "of machines");
    var before = Files.readString(old);
    failed(
        2,
        "exists and is left as it is",
        Outcome.of(List.of("signing-key", "create", "--out", old.toString())));
    assertEquals(before, Files.readString(old));

    var published = folder.resolve("public-keys.json");
    done(Outcome.of(List.of("public-keys", "--out", published.toString(), old.toString())));
    assertEquals("rw-r--r--", permissions(published));
    accepts(published, old);
    done(Outcome.of(List.of("public-keys", "--out", published.toString(), fresh.toString())));
    accepts(published, old);
    accepts(published, fresh);
    done(
        Outcome.of(
            List.of(
                "public-keys",
                "--replace",
                "--out",
                published.toString(),
                fresh.toString(),
                machine.toString())));
    assertThrows(RuntimeException.class, () -> accepts(published, old));
    accepts(published, fresh);
    assertFalse(Files.readString(published).contains("\"d\":"), "no private part");

    var kept = Files.readString(published);
    var nonsense = Files.writeString(folder.resolve("nonsense"), "s3cret");
    var outcome =
        Outcome.of(List.of("public-keys", "--out", published.toString(), nonsense.toString()));
    failed(2, "nonsense holds no key (JWK)", outcome);
    assertFalse(outcome.errors().contains("s3cret"));
    assertEquals(kept, Files.readString(published));
  }

  private static void accepts(Path published, Path key) throws Exception {
    var caller = new Caller("acme", "shop", Role.SELLER);
    var token =
        new TokenSigner(Files.readString(key), java.time.InstantSource.system()).sign(caller);
    assertEquals(caller, new TokenVerifier(Files.readString(published)).verify(token));
  }

  @Test
  void everyCommandExplainsItself() {
    for (var words :
        List.of(
            List.of("tenant", "--help"),
            List.of("tenant", "create", "--help"),
            List.of("api-key", "--help"),
            List.of("api-key", "create", "--help"),
            List.of("api-key", "list", "--help"),
            List.of("api-key", "revoke", "--help"),
            List.of("signing-key", "--help"),
            List.of("signing-key", "create", "--help"),
            List.of("public-keys", "--help"))) {
      assertTrue(done(Outcome.of(words)).out().contains("Usage: reckoner " + words.getFirst()));
    }
    for (var group : List.of("api-key", "tenant", "signing-key")) {
      failed(2, "Missing required subcommand", Outcome.of(List.of(group)));
    }
    failed(2, "Missing required subcommand", Outcome.of(List.of()));
  }
}
