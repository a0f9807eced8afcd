package reckoner.kit.store;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
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

  /** This program cannot serve on the schema that the database has. */
  public static final class SchemaOutOfRange extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SchemaOutOfRange(String message) {
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

  /**
   * Refuses to serve on a schema that lacks a migration of this program, or that is newer and no
   * longer fit for it (table {@code schema_compatibility}); changes nothing.
   *
   * @param service name of the folder under {@code db/}
   */
  public static void requireInRange(String service, String jdbcUrl, String user, String password) {
    var migrations = List.of(flyway(service, jdbcUrl, user, password).info().all());
    var failed = newest(migrations, migration -> migration.getState().isFailed());
    if (failed.isPresent()) {
      throw new SchemaOutOfRange(
          "migration %s of the %s database has failed halfway: mend it and run 'reckoner migrate %s'"
              .formatted(failed.get(), service, service));
    }
    var known = newest(migrations, Migrator::isKnown).orElse(MigrationVersion.EMPTY);
    var lacking = newest(migrations, migration -> !migration.getState().isApplied());
    if (lacking.isPresent()) {
      throw new SchemaOutOfRange(
          "the %s database lacks migration %s, which this program needs: run 'reckoner migrate %s'"
              .formatted(service, lacking.get(), service));
    }
    var unknown = newest(migrations, migration -> !isKnown(migration));
    if (unknown.isPresent()) {
      var oldest = oldestProgram(jdbcUrl, user, password);
      if (oldest.compareTo(known) > 0) {
        throw new SchemaOutOfRange(
            "the %s database has schema %s, which serves programs from schema %s on, and this one knows %s: start a newer Reckoner"
                .formatted(service, unknown.get(), oldest, known));
      }
    }
  }

  private static MigrationVersion oldestProgram(String jdbcUrl, String user, String password) {
    try (var connection = DriverManager.getConnection(jdbcUrl, user, password);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select oldest_program from schema_compatibility")) {
      if (!rows.next()) {
        throw new SchemaOutOfRange("table schema_compatibility is empty");
      }
      return MigrationVersion.fromVersion(rows.getString(1));
    } catch (SQLException failure) {
      throw new IllegalStateException("table schema_compatibility cannot be read", failure);
    }
  }

  private static Flyway flyway(String service, String jdbcUrl, String user, String password) {
    return Flyway.configure()
        .dataSource(jdbcUrl, user, password)
        .locations("classpath:db/kit", "classpath:db/" + service)
        // the kit and the services number theirs by themselves, so one may land below another's
        .outOfOrder(true)
        .load();
  }

  private static void check(String service, Flyway flyway) {
    var info = flyway.info();
    var known = newest(Arrays.asList(info.all()), Migrator::isKnown).orElse(MigrationVersion.EMPTY);
    var current = newest(Arrays.asList(info.all()), migration -> migration.getState().isApplied());
    if (current.isPresent() && current.get().compareTo(known) > 0) {
      throw new NewerSchema(
          "the %s database has schema %s, newer than %s, the newest that this program knows: start a newer Reckoner, or use another data folder"
              .formatted(service, current.get(), known));
    }
  }

  private static boolean isKnown(MigrationInfo migration) {
    return !migration.getState().isApplied() || migration.getState().isResolved();
  }

  private static Optional<MigrationVersion> newest(
      List<MigrationInfo> migrations, Predicate<MigrationInfo> which) {
    return migrations.stream()
        .filter(which)
        .map(MigrationInfo::getVersion)
        .max(MigrationVersion::compareTo);
  }
}
