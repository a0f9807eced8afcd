package reckoner.standalone.platform;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Starts everything once on the folder that it is given, stops it again and removes the folder. The
 * start script runs it after a build while the JVM records which classes a start needs, so that
 * later starts find them ready.
 */
final class Rehearsal {
  private static final int ANY_FREE_PORTS = 0;

  private Rehearsal() {}

  public static void main(String[] arguments) throws IOException {
    var folder = Path.of(arguments[0]);
    try {
      Suite.start(SuiteOptions.embedded(folder, ANY_FREE_PORTS), Progress.SILENT).close();
    } finally {
      PostgresBinaries.remove(folder);
    }
  }
}
