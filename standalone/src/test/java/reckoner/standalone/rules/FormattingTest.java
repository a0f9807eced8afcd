package reckoner.standalone.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormattingTest {
  private static final Formatter FORMATTER = new Formatter();

  @Test
  void everyJavaFileHasTheFormatOfGoogleJavaFormat() throws Exception {
    var files = Repository.javaFiles();
    assertTrue(files.size() > 100, "the sources were found");
    var others =
        files.parallelStream()
            .filter(file -> !isFormatted(read(file)))
            .map(file -> Repository.root().relativize(file).toString())
            .sorted()
            .toList();
    assertEquals(List.of(), others, "not as google-java-format writes them");
  }

  @Test
  void aSpaceTooManyIsFound() {
    assertTrue(isFormatted("class A {}\n"));
    assertFalse(isFormatted("class  A {}\n"));
    assertFalse(isFormatted("import java.util.List;\n\nclass A {}\n"), "an unused import");
  }

  private static boolean isFormatted(String source) {
    try {
      return FORMATTER.formatSourceAndFixImports(source).equals(source);
    } catch (FormatterException broken) {
      return false;
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
