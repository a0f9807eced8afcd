package reckoner.standalone.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryTest {
  private static final Set<String> TOP_LEVEL =
      Set.of(
          "proto",
          "client",
          "catalog-service",
          "rating-service",
          "invoicing-service",
          "workflows",
          "README.md",
          "pom.xml",
          "pricing",
          "service-kit",
          "standalone",
          "docs",
          "mvnw",
          "mvnw.cmd",
          "reckoner",
          "CHANGELOG.md",
          "LICENSE",
          "deploy",
          "console",
          "target");
  private static final int LINES_MAX = 400;

  @TempDir Path temp = Path.of("");

  @Test
  void theTopLevelHoldsTheRoomsAndNothingElse() throws Exception {
    assertEquals(List.of(), strangers(Repository.root()));
  }

  @Test
  void aStrayFileAtTheTopIsFound() throws Exception {
    Files.createDirectory(temp.resolve("pricing"));
    Files.createDirectory(temp.resolve(".ci"));
    Files.createFile(temp.resolve("notes.txt"));
    assertEquals(List.of("notes.txt"), strangers(temp));
  }

  @Test
  void noJavaFileIsLongerThanFourHundredLines() throws Exception {
    var tooLong = new ArrayList<String>();
    for (var file : Repository.javaFiles()) {
      var name = Repository.root().relativize(file).toString();
      if (Files.readAllLines(file).size() > LINES_MAX) {
        tooLong.add(name);
      }
    }
    assertEquals(List.of(), tooLong);
  }

  private static List<String> strangers(Path folder) throws Exception {
    return Repository.names(folder).stream()
        .filter(name -> !name.startsWith(".") && !TOP_LEVEL.contains(name))
        .toList();
  }
}
