package reckoner.standalone.client;

import com.google.protobuf.Message;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import reckoner.standalone.client.ForeignClient.Missing;

/** The client of docs/clients/go, on stubs that are generated from the published contracts. */
class GoClientTest {
  private static final Pattern REQUIRED_MODULE = Pattern.compile("(?m)^\t(\\S+) v\\S+");

  @TestFactory
  List<DynamicTest> theClientInGo() throws IOException {
    return ForeignClient.tests(
        "go",
        client -> {
          client.need(List.of("go", "version"));
          client.need(download(client));
          var generate =
              new ArrayList<>(
                  List.of(
                      "sh",
                      "generate.sh",
                      protoc(client).toString(),
                      client.published("reckoner/api.desc").toString()));
          generate.addAll(client.contracts());
          client.run(generate);
          client.run(List.of("go", "vet", "."));
          client.run(List.of("go", "build", "-o", "bin/report-usage", "."));
          return List.of("bin/report-usage");
        });
  }

  /** What is built later is then there, so that a failure of it is one of ours. */
  private static List<String> download(ForeignClient client) throws IOException {
    var command = new ArrayList<>(List.of("go", "mod", "download"));
    REQUIRED_MODULE
        .matcher(Files.readString(client.folder().resolve("go.mod")))
        .results()
        .forEach(module -> command.add(module.group(1)));
    return command;
  }

  /** The compiler that this build generates its own stubs with; it lies beside its library. */
  private static Path protoc(ForeignClient client) throws IOException, Missing {
    var version = library().resolveSibling("."); // its folder is named by its version
    var compilers =
        version.resolve("../../protoc").resolve(version.toRealPath().getFileName()).normalize();
    if (Files.isDirectory(compilers)) {
      try (var files = Files.newDirectoryStream(compilers, "*.exe")) {
        for (var compiler : files) {
          var copy = client.folder().resolve("protoc");
          Files.copy(compiler, copy, StandardCopyOption.REPLACE_EXISTING);
          if (!copy.toFile().setExecutable(true)) {
            throw new Missing(copy + " cannot be made executable");
          }
          return copy;
        }
      }
    }
    throw new Missing("there is no protoc in " + compilers);
  }

  private static Path library() {
    try {
      return Path.of(Message.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
