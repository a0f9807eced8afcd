package reckoner.kit.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who wins: the environment, a configuration file or what the program comes with. */
class EnvironmentNamesTest {
  @TempDir Path folder;

  @Test
  void theEnvironmentWinsOverTheFileAndTheFileOverTheDefaults() throws Exception {
    var file = folder.resolve("reckoner.yml");
    Files.writeString(
        file,
        """
        grpc.server.port: 1
        grpc.server.host: file
        micronaut.server.port: 2
        reckoner:
          lock-timeout: 7s
          tls-key-file: file
          catalog-address: file
        """);
    assertEquals(
        List.of(
            "grpc.server.port=11",
            "grpc.server.host=0.0.0.0",
            "micronaut.server.host=0.0.0.0",
            "micronaut.server.port=2",
            "datasources.default.url=jdbc:postgresql://db/x",
            "datasources.default.password=none",
            "reckoner.database-password-file=/run/secret",
            "reckoner.lock-timeout=7s",
            "reckoner.tls-key-file=environment",
            "reckoner.catalog-address=c:1",
            "reckoner.statement-timeout=60s"),
        shown(
            file,
            Map.of(
                "CATALOG_GRPC_PORT", "11",
                "RATING_HTTP_PORT", "22",
                "CATALOG_HTTP_PORT", " ",
                "RECKONER_BIND_HOST", "0.0.0.0",
                "CATALOG_DATABASE_URL", "jdbc:postgresql://db/x",
                "CATALOG_DATABASE_PASSWORD", "",
                "CATALOG_DATABASE_PASSWORD_FILE", "/run/secret",
                "RECKONER_TLS_KEY_FILE", "environment",
                "RECKONER_CATALOG_ADDRESS", "c:1"),
            "grpc.server.port",
            "grpc.server.host",
            "micronaut.server.host",
            "micronaut.server.port",
            "datasources.default.url",
            "datasources.default.password",
            "reckoner.database-password-file",
            "reckoner.lock-timeout",
            "reckoner.tls-key-file",
            "reckoner.catalog-address",
            "reckoner.statement-timeout"));
  }

  @Test
  void bothNamesOfAPasswordReachTheirSettings() {
    assertEquals(
        Map.of(
            "datasources.default.username", "u",
            "datasources.default.password", "p",
            "datasources.default.maximum-pool-size", "3"),
        EnvironmentNames.ofService(
            "rating",
            Map.of(
                "RATING_DATABASE_USER", "u",
                "RATING_DATABASE_PASSWORD", "p",
                "RATING_DATABASE_POOL_MAX", "3",
                "CATALOG_DATABASE_USER", "other")));
  }

  private static List<String> shown(Path file, Map<String, String> environment, String... names)
      throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dmicronaut.config.files=" + file,
                ShowSettings.class.getName()));
    command.addAll(List.of(names));
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    var process = builder.start();
    List<String> lines;
    try (var output = process.inputReader()) {
      lines = output.lines().filter(line -> line.contains("=")).toList();
    }
    assertEquals(0, process.waitFor(), () -> String.join("\n", lines));
    return lines;
  }
}
