package reckoner.standalone.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Ties a data folder to the inputs of its demo, so that the results of two never mix. */
public final class DemoFolder {
  private static final String FILE = "demo-inputs";
  private static final int SHORT_LENGTH = 8;

  private DemoFolder() {}

  /** The folder that the demo uses when none is named: one for each set of inputs. */
  public static Path defaultFor(Path base, String fingerprint) {
    return base.resolve("demo-" + shortOf(fingerprint));
  }

  /** The tenant of a demo with these inputs. */
  public static String tenantOf(String fingerprint) {
    return "demo-" + shortOf(fingerprint);
  }

  /** The tenant whose demo a data folder holds. */
  public static Optional<String> tenantIn(Path data) {
    return read(data).map(DemoFolder::tenantOf);
  }

  /** Refuses a folder that holds the demo of other inputs, before anything in it is touched. */
  static void check(Path data, String fingerprint) {
    read(data)
        .filter(held -> !held.equals(fingerprint))
        .ifPresent(held -> {
          throw new BadInput(
              "the data folder %s holds the demo of other inputs: name another with --data, or none"
                  .formatted(data));
        });
  }

  static void claim(Path data, String fingerprint) {
    try {
      Files.writeString(data.resolve(FILE), fingerprint);
    } catch (IOException failure) {
      throw new DemoFailure(
          "%s cannot be written: %s".formatted(data.resolve(FILE), failure), failure);
    }
  }

  private static Optional<String> read(Path data) {
    try {
      return Optional.of(Files.readString(data.resolve(FILE)).strip());
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException failure) {
      throw new BadInput("%s cannot be read: %s".formatted(data.resolve(FILE), failure), failure);
    }
  }

  private static String shortOf(String fingerprint) {
    return fingerprint.substring(0, SHORT_LENGTH);
  }
}
