package reckoner.standalone.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import reckoner.standalone.demo.BadInput;
import reckoner.standalone.platform.IdentityDatabase;

/** Where the workflows database is; by the same environment as the service. */
final class WorkflowsDatabaseFlags {
  private static final String PASSWORD = "WORKFLOWS_DATABASE_PASSWORD";

  @Option(
      names = "--database",
      paramLabel = "URL",
      defaultValue =
          "${env:WORKFLOWS_DATABASE_URL:-jdbc:postgresql://localhost:5432/reckoner_workflows}",
      description =
          "JDBC URL of the workflows database. Default: WORKFLOWS_DATABASE_URL, or that"
              + " of this machine.")
  @SuppressWarnings("NullAway.Init") // set by the command-line library
  private String url;

  @Option(
      names = "--database-user",
      paramLabel = "NAME",
      defaultValue = "${env:WORKFLOWS_DATABASE_USER:-reckoner_workflows}",
      description = "Its role. Default: WORKFLOWS_DATABASE_USER, or reckoner_workflows.")
  @SuppressWarnings("NullAway.Init") // set by the command-line library
  private String user;

  @Option(
      names = "--database-password-file",
      paramLabel = "FILE",
      defaultValue = "${env:WORKFLOWS_DATABASE_PASSWORD_FILE}",
      description =
          "File with the role's password. Default: WORKFLOWS_DATABASE_PASSWORD_FILE; without it the"
              + " password is WORKFLOWS_DATABASE_PASSWORD.")
  private @Nullable Path passwordFile;

  IdentityDatabase open() {
    return IdentityDatabase.open(new IdentityDatabase.Place(url, user, password()));
  }

  private String password() {
    if (passwordFile == null) {
      var password = System.getenv(PASSWORD);
      return password == null ? "" : password;
    }
    try {
      return Files.readString(passwordFile).stripTrailing();
    } catch (IOException failure) {
      throw new BadInput("the password file %s cannot be read".formatted(passwordFile));
    }
  }
}
