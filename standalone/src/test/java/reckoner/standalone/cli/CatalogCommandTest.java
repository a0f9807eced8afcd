package reckoner.standalone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reckoner.kit.auth.Role;
import reckoner.kit.testing.TestService;

/** The commands that keep the catalog as files, against a catalog with a real database. */
class CatalogCommandTest {
  private static final Path EXAMPLE = Path.of("..", "docs", "examples", "catalog.yaml");

  @SuppressWarnings("NullAway.Init") // started before any test
  private static TestService service;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    service = TestService.start("catalog", Map.of());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @BeforeEach
  void writeTokens() throws IOException {
    for (var role : List.of(Role.PRICING, Role.VIEWER)) {
      Files.writeString(
          folder.resolve(role.name().toLowerCase(Locale.ROOT) + ".token"),
          TestService.token(folder.getFileName().toString().toLowerCase(Locale.ROOT), role) + "\n");
    }
  }

  private Outcome catalog(String... words) {
    var all = new ArrayList<>(List.of("catalog"));
    all.addAll(List.of(words));
    all.addAll(List.of("--address", "localhost:" + service.port(), "--tokens", folder.toString()));
    return Outcome.of(all);
  }

  private static String done(Outcome outcome) {
    return outcome.done().out();
  }

  private static void failed(int code, String message, Outcome outcome) {
    outcome.failed(code, message);
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void aFileIsRehearsedAppliedExportedAndCompared() throws Exception {
    var example = Files.readString(EXAMPLE);
    var file = file("catalog.yaml", example);
    assertTrue(
        done(catalog("apply", file, "--dry-run"))
            .endsWith("7 of 7 item(s) would be published; nothing was\n"));
    var applied = done(catalog("apply", file)).lines().toList();
    assertTrue(applied.get(5).matches("created +price-book +list +version 1"), applied.toString());
    assertEquals("7 of 7 item(s) published", applied.getLast());
    assertTrue(done(catalog("apply", file)).endsWith("0 of 7 item(s) published\n"));

    var exported = done(catalog("export"));
    assertTrue(
        done(catalog("apply", file("again.yaml", exported)))
            .endsWith("0 of 7 item(s) published\n"));
    assertTrue(
        done(catalog("export", "--kind", "product", "--key", "seat", "--format", "json"))
            .contains("\"key\" : \"seat\""));

    var changed = file("catalog.yaml", example.replace("{flat: 29}", "{flat: 31}"));
    assertTrue(done(catalog("apply", changed)).contains("seat: fee: 29.00 → 31.00 (+6.9 %)"));
    assertTrue(
        done(catalog("diff", "price-book", "list", "1", "2"))
            .contains("seat: fee: 29.00 → 31.00 (+6.9 %)"));
    assertEquals("", done(catalog("diff", "price-book", "list", "2", "2")));
  }

  @Test
  void theEffectiveTimeIsAnInstant() throws Exception {
    var file = file("a.yaml", "{kind: product, key: seat, unit: seat}");
    done(catalog("apply", file, "--effective", "2100-01-01T00:00:00Z"));
    var changed = file("a.yaml", "{kind: product, key: seat, unit: chair}");
    failed(1, "EFFECTIVE_TIME_BEFORE_PREVIOUS", catalog("apply", changed));
    failed(2, "--effective", catalog("apply", file, "--effective", "soon"));
  }

  @Test
  void whatIsWrongIsSaidWithItsPlace() throws Exception {
    var outcome = catalog("apply", file("a.yaml", "kind: product\nkey: A\ncolour: red\n"));
    failed(1, "reckoner: FILE_INVALID: a.yaml:", outcome);
    assertTrue(
        outcome.errors().contains("a.yaml:3:1 colour: is no field of product"), outcome.errors());
    failed(2, "does not end with .yaml, .yml, .json or .csv", catalog("apply", file("a.txt", "x")));
    failed(2, "cannot be read", catalog("apply", folder.resolve("none.yaml").toString()));
    failed(2, "--format is yaml, json or csv, not xml", catalog("export", "--format", "xml"));
    failed(2, "a kind is one of product, meter, ", catalog("export", "--kind", "book"));
    failed(1, "ITEM_UNKNOWN", catalog("export", "--key", "none"));
    failed(1, "ITEM_UNKNOWN", catalog("diff", "product", "none", "1", "2"));
    failed(2, "Missing required subcommand", Outcome.of(List.of("catalog")));
    failed(
        1,
        "there is no token in",
        Outcome.of(List.of("catalog", "export", "--tokens", folder.resolve("none").toString())));
    for (var command : List.of("apply", "export", "diff")) {
      assertTrue(
          done(Outcome.of(List.of("catalog", command, "--help")))
              .contains("Usage: reckoner catalog " + command));
    }
  }
}
