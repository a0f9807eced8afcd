package reckoner.standalone.platform;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A program of its own that holds a data folder and its database until it is killed; prints {@code
 * ready} once the database runs.
 */
final class ChildProcess {
  private ChildProcess() {}

  /** Starts the program on a folder, with a table {@code kept} in the catalog's database. */
  static Process start(Path data) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ChildProcess.class.getName(),
                data.toString()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  public static void main(String[] arguments) throws Exception {
    var folder = DataFolder.open(Path.of(arguments[0]));
    var secrets = Secrets.in(folder);
    var port = Ports.from(0).database();
    var database = EmbeddedDatabase.start(folder, secrets, port, Progress.SILENT);
    Sql.run(database, Service.CATALOG, "create table kept as select 42 as answer");
    System.out.println("ready");
    Thread.sleep(Long.MAX_VALUE);
  }
}
