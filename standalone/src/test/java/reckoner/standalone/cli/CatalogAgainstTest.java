package reckoner.standalone.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reckoner.kit.testing.TestDatabase;
import reckoner.kit.testing.TestService;

/** The catalog of services that run elsewhere, by API keys that were made as an operator does. */
class CatalogAgainstTest {
  private static final Path EXAMPLE = Path.of("..", "docs", "examples", "catalog.yaml");
  private static final String NOBODY = "localhost:1";

  @TempDir
  @SuppressWarnings("NullAway.Init") // made before any test
  private static Path keys;

  @SuppressWarnings("NullAway.Init") // started before any test
  private static TestService catalog;

  @SuppressWarnings("NullAway.Init") // started before any test
  private static TestService workflows;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws IOException {
    var database = TestDatabase.properties("workflows");
    catalog = TestService.start("catalog", Map.of());
    workflows =
        TestService.startOn(
            "workflows",
            database,
            Map.of(
                "reckoner.temporal-target",
                NOBODY,
                "reckoner.signing-key-file",
                TestService.signingKeyFile().toString()));
    var password = Files.writeString(keys.resolve("password"), "postgres\n").toString();
    var onDatabase =
        List.of(
            "--database",
            String.valueOf(database.get("datasources.default.url")),
            "--database-user",
            "postgres",
            "--database-password-file",
            password);
    run(List.of("tenant", "create", "acme"), onDatabase).done();
    for (var role : List.of("pricing", "viewer")) {
      var file = keys.resolve(role + ".key").toString();
      var words = "api-key create --tenant acme --account %s --role %s --out".formatted(role, role);
      var create = new ArrayList<>(List.of(words.split(" ", -1)));
      create.add(file);
      run(create, onDatabase).done();
    }
  }

  @AfterAll
  static void stop() {
    workflows.close();
    catalog.close();
  }

  @BeforeEach
  void copyKeys() throws IOException {
    useKey("pricing", "pricing");
    useKey("viewer", "viewer");
  }

  private void useKey(String ofRole, String asRole) throws IOException {
    Files.copy(
        keys.resolve(ofRole + ".key"),
        folder.resolve(asRole + ".key"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static Outcome run(List<String> words, List<String> more) {
    return Outcome.of(Stream.concat(words.stream(), more.stream()).toList());
  }

  /** Of the four services only those are there that the command needs. */
  private Path file(Map<String, String> otherwise) throws IOException {
    var settings =
        new HashMap<>(
            Map.of(
                "catalog-address",
                "localhost:" + catalog.port(),
                "workflows-address",
                "localhost:" + workflows.port(),
                "rating-address",
                NOBODY,
                "invoicing-address",
                NOBODY,
                "api-keys",
                "."));
    settings.putAll(otherwise);
    return Files.write(
        folder.resolve("against.properties"),
        settings.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue()).toList());
  }

  private Outcome against(Map<String, String> otherwise, String... words) throws IOException {
    var command = new ArrayList<>(List.of("catalog"));
    command.addAll(List.of(words));
    return run(command, List.of("--against", file(otherwise).toString()));
  }

  @Test
  void aFileIsAppliedAndExportedByApiKeys() throws IOException {
    var applied = against(Map.of(), "apply", EXAMPLE.toString()).done().out();
    assertTrue(applied.endsWith("7 of 7 item(s) published\n"), applied);
    var exported = against(Map.of(), "export", "--kind", "price-book").done().out();
    assertTrue(exported.startsWith("kind: price-book\nkey: list\n"), exported);
    against(Map.of(), "diff", "price-book", "list", "0", "1").done();
  }

  @Test
  void aServiceThatDoesNotAnswerIsNamedWithItsSetting() throws IOException {
    for (var service : List.of("catalog", "workflows")) {
      against(Map.of(service + "-address", NOBODY), "export")
          .failed(
              1,
              "reckoner: %s, the %s-address of %s does not answer: "
                  .formatted(NOBODY, service, folder.resolve("against.properties")));
    }
    against(Map.of("catalog-address", ""), "export").failed(1, "does not set catalog-address");
    run(List.of("catalog", "export", "--address", NOBODY), tokens("any"))
        .failed(1, "reckoner: the catalog at localhost:1 does not answer: ");
  }

  @Test
  void aKeyThatIsMissingUnknownOrOfAnotherRoleIsSaid() throws IOException {
    useKey("viewer", "pricing");
    against(Map.of(), "apply", EXAMPLE.toString()).failed(1, "reckoner: PERMISSION_MISSING: ");
    var unknown = "rk_%s_%s".formatted("0".repeat(16), "0".repeat(64));
    Files.writeString(folder.resolve("viewer.key"), unknown);
    against(Map.of(), "export").failed(1, "reckoner: API_KEY_INVALID: ");
    Files.writeString(folder.resolve("viewer.key"), "\n");
    against(Map.of(), "export")
        .failed(1, "reckoner: there is no API key in " + folder.resolve("viewer.key"));
    Files.delete(folder.resolve("viewer.key"));
    against(Map.of(), "export")
        .failed(1, "reckoner: the API key of role viewer cannot be read from " + folder);
    run(List.of("catalog", "export", "--against"), List.of(folder.resolve("none").toString()))
        .failed(1, "none, given with --against, cannot be read");
  }

  @Test
  void aTokenThatIsNotOfTheCatalogsIssuerIsRefused() throws IOException {
    run(
            List.of("catalog", "export", "--address", "localhost:" + catalog.port()),
            tokens("no.token.atall"))
        .failed(1, "reckoner: CREDENTIAL_INVALID: the token is not valid here");
  }

  private List<String> tokens(String token) throws IOException {
    Files.writeString(folder.resolve("viewer.token"), token);
    return List.of("--tokens", folder.toString());
  }
}
