package reckoner.standalone.cli;

import java.nio.file.Path;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import reckoner.standalone.platform.IdentityDatabase;

/** Where the workflows database is: by the environment of the service, or by a flag. */
final class WorkflowsDatabaseFlags {
  @Option(
      names = "--database",
      paramLabel = "URL",
      description =
          "JDBC URL of the workflows database. Default: WORKFLOWS_DATABASE_URL, or that of this"
              + " machine.")
  private @Nullable String url;

  @Option(
      names = "--database-user",
      paramLabel = "NAME",
      description = "Its role. Default: WORKFLOWS_DATABASE_USER, or reckoner_workflows.")
  private @Nullable String user;

  @Option(
      names = "--database-password-file",
      paramLabel = "FILE",
      description =
          "File with the role's password. Default: WORKFLOWS_DATABASE_PASSWORD_FILE; without it the"
              + " password is WORKFLOWS_DATABASE_PASSWORD.")
  private @Nullable Path passwordFile;

  IdentityDatabase open() {
    var given = new HashMap<String, Object>();
    if (url != null) {
      given.put("datasources.default.url", url);
    }
    if (user != null) {
      given.put("datasources.default.username", user);
    }
    if (passwordFile != null) {
      given.put("reckoner.database-password-file", passwordFile.toString());
    }
    return IdentityDatabase.open(given);
  }
}
