package reckoner.standalone.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Where the demo leaves its files; each appears whole or not at all. */
final class OutFolder {
  static final String REPORT = "invoices.json";

  private final Path folder;

  private OutFolder(Path folder) {
    this.folder = folder;
  }

  /** Says what is wrong with a folder before anything starts, and changes nothing. */
  static void check(Path folder, String tenant) {
    if (Files.exists(folder) && !(Files.isDirectory(folder) && Files.isWritable(folder))) {
      throw new BadInput("the output folder %s is not a writable folder".formatted(folder));
    }
    var report = folder.resolve(REPORT);
    if (Files.exists(report) && !tenant.equals(tenantOf(report))) {
      throw new BadInput(
          "the output folder %s holds the report of other inputs: name another with --out"
              .formatted(folder));
    }
  }

  private static String tenantOf(Path report) {
    try {
      return JsonMapper.builder().build().readTree(report.toFile()).path("tenant").asText();
    } catch (IOException notOurs) {
      return "";
    }
  }

  static OutFolder at(Path folder) {
    try {
      Files.createDirectories(folder);
      return new OutFolder(folder);
    } catch (IOException failure) {
      throw new BadInput(
          "the output folder %s cannot be made: %s".formatted(folder, failure), failure);
    }
  }

  /** Writes a file whose name is made safe: only letters, digits, '.', '_' and '-' stay. */
  void write(String name, byte[] content) {
    var safe = name.replaceAll("[^A-Za-z0-9._-]", "_");
    try {
      var whole = Files.createTempFile(folder, "." + safe, ".part");
      Files.write(whole, content);
      Files.move(
          whole,
          folder.resolve(safe),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      throw new DemoFailure(
          "%s cannot be written to %s: %s".formatted(safe, folder, failure), failure);
    }
  }

  /** For lines that became no usage. */
  RejectedLines rejectedLines() {
    return new RejectedLines(folder);
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
