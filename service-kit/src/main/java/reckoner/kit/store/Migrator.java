package reckoner.kit.store;

import java.util.Arrays;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

/** Brings a service's database to this program's schema; refuses one that is newer. */
public final class Migrator {
  private Migrator() {}

  /** The database has a schema that this program does not know. */
  public static final class NewerSchema extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NewerSchema(String message) {
      super(message);
    }
  }

  /**
   * Refuses a database with a schema that this program does not know, and changes nothing; an empty
   * or an older one is well.
   *
   * @param service name of the folder under {@code db/}
   */
  public static void check(String service, String jdbcUrl, String user, String password) {
    check(service, flyway(service, jdbcUrl, user, password));
  }

  /**
   * Checks and migrates one service's database.
   *
   * @param service name of the folder under {@code db/}
   */
  public static void migrate(String service, String jdbcUrl, String user, String password) {
    var flyway = flyway(service, jdbcUrl, user, password);
    check(service, flyway);
    flyway.migrate();
  }

  private static Flyway flyway(String service, String jdbcUrl, String user, String password) {
    return Flyway.configure()
        .dataSource(jdbcUrl, user, password)
        .locations("classpath:db/kit", "classpath:db/" + service)
        .load();
  }

  private static void check(String service, Flyway flyway) {
    var info = flyway.info();
    var known =
        Arrays.stream(info.all())
            .filter(
                migration -> !migration.getState().isApplied() || migration.getState().isResolved())
            .map(MigrationInfo::getVersion)
            .max(MigrationVersion::compareTo)
            .orElse(MigrationVersion.EMPTY);
    var current = info.current();
    if (current != null && current.getVersion().compareTo(known) > 0) {
      throw new NewerSchema(
          "the %s database has schema %s, newer than %s, the newest that this program knows: start a newer Reckoner, or use another data folder"
              .formatted(service, current.getVersion(), known));
    }
  }
}
