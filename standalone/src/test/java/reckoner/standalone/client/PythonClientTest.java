package reckoner.standalone.client;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import reckoner.standalone.client.ForeignClient.Missing;

/** The client of docs/clients/python, on stubs that are generated from the published contracts. */
class PythonClientTest {
  @TestFactory
  List<DynamicTest> theClientInPython() throws IOException {
    return ForeignClient.tests(
        "python",
        client -> {
          var python = python(client);
          client.run(
              List.of(
                  "sh",
                  "generate.sh",
                  python,
                  client.published("reckoner/api.desc").toString(),
                  "stubs"));
          return List.of("env", "PYTHONPATH=stubs", python, "report_usage.py");
        });
  }

  /** A Python with the packages, which are kept from build to build, as Maven keeps its own. */
  private static String python(ForeignClient client) throws IOException, Missing {
    var version = client.need(List.of("python3", "--version")).strip();
    var requirements = Files.readString(client.folder().resolve("requirements.txt"));
    var kept = cache().resolve("python-%08x".formatted((version + requirements).hashCode()));
    if (!Files.isDirectory(kept)) {
      var fresh = Files.createTempDirectory(Files.createDirectories(cache()), "python-new-");
      try {
        client.need(List.of("python3", "-m", "venv", fresh.toString()));
        client.need(install(fresh));
        moveUnlessThere(fresh, kept);
      } finally {
        client.run(List.of("rm", "-rf", fresh.toString()));
      }
    }
    return kept.resolve("bin/python").toString();
  }

  private static List<String> install(Path environment) {
    return List.of(
        environment.resolve("bin/python").toString(),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--retries=1",
        "--timeout=30",
        "--requirement=requirements.txt");
  }

  /** Another build may have made it meanwhile. */
  private static void moveUnlessThere(Path fresh, Path kept) throws IOException {
    try {
      Files.move(fresh, kept);
    } catch (FileAlreadyExistsException same) {
      System.out.println(kept + " was made by another build");
    }
  }

  private static Path cache() {
    return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
        .map(Path::of)
        .orElse(Path.of(System.getProperty("user.home"), ".cache"))
        .resolve("reckoner");
  }
}
