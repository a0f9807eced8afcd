package reckoner.standalone.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of the user's, or one that the project ships. */
public sealed interface InputFile {
  /** The file's name without folders; the source of a trace's events. */
  String name();

  InputStream open() throws IOException;

  /** A file on disk. */
  record OnDisk(Path path) implements InputFile {
    @Override
    public String name() {
      return String.valueOf(path.getFileName());
    }

    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(path);
    }
  }

  /** A file that the project ships. */
  record Shipped(String name) implements InputFile {
    @Override
    public InputStream open() throws IOException {
      var stream = InputFile.class.getResourceAsStream("/reckoner/standalone/sample/" + name);
      if (stream == null) {
        throw new IOException("the program lacks its own file " + name);
      }
      return stream;
    }
  }

  default byte[] bytes() {
    try (var stream = open()) {
      return stream.readAllBytes();
    } catch (IOException failure) {
      throw unreadable(failure);
    }
  }

  default BadInput unreadable(IOException failure) {
    return new BadInput("%s cannot be read: %s".formatted(name(), failure), failure);
  }

  default BadInput unreadable(UncheckedIOException failure) {
    return new BadInput("%s cannot be read: %s".formatted(name(), failure.getCause()), failure);
  }
}
