package reckoner.standalone.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of the repository that these tests run in. */
final class Repository {
  private static final String BUILD_OUTPUT = "target";

  private Repository() {}

  /** The folder that holds the modules. */
  static Path root() {
    var folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("these tests run inside the repository");
      }
    }
    return folder;
  }

  /** The names in a folder. */
  static List<String> names(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  /** Every Java file under the sources of every module. */
  static List<Path> javaFiles() throws IOException {
    var files = new ArrayList<Path>();
    for (var module : names(root())) {
      var sources = root().resolve(module).resolve("src");
      if (Files.isDirectory(sources)) {
        try (var found = Files.walk(sources)) {
          files.addAll(javaFiles(found));
        }
      }
    }
    return files;
  }

  private static List<Path> javaFiles(Stream<Path> found) {
    return found
        .filter(file -> file.toString().endsWith(".java"))
        .filter(file -> Stream.of(file.toString().split("/")).noneMatch(BUILD_OUTPUT::equals))
        .sorted()
        .toList();
  }
}
