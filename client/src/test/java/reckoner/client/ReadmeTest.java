package reckoner.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  @Test
  void everyReasonHasItsLineAndNoLineIsLeftOver() throws Exception {
    var listed =
        Files.readAllLines(Path.of("README.md")).stream()
            .filter(line -> line.matches("\\| `[A-Z_]+` \\| [^|]+ \\| [^|]{10,} \\|"))
            .map(line -> line.split("`", 3)[1])
            .collect(Collectors.toSet());
    var reasons =
        Arrays.stream(UsageNotTaken.Reason.values()).map(Enum::name).collect(Collectors.toSet());
    assertEquals(reasons, listed);
  }
}
