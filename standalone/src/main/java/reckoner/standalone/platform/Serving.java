package reckoner.standalone.platform;

import io.micronaut.context.ApplicationContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reckoner.kit.settings.BadSetting;
import reckoner.kit.store.DatabaseAccess;
import reckoner.kit.store.Migrator;

/**
 * One service alone in this process, on servers that run elsewhere, as its settings say; or the
 * migration of its database.
 */
public final class Serving {
  private Serving() {}

  /** What Micronaut reads beside the program's own configuration. */
  private static final String CONFIG_FILES = "micronaut.config.files";

  /** Where a service listens. */
  public record Places(String host, int grpcPort, int httpPort) {}

  /**
   * Starts a service and returns when it is up. The end of the process stops it: it says that it is
   * not ready, takes no more calls, finishes those that it has and ends.
   *
   * @param config a file of settings (YAML or properties), which the environment outweighs
   * @throws StartFailure with a message for the operator
   */
  public static Places start(Service service, @Nullable Path config) {
    Logging.toStandardOutput();
    var context = context(service, config);
    requireSchema(service, databaseOf(service, context));
    var running =
        Closing.atProcessEnd()
            .start(Closing.Turn.PROCESSES, () -> ServiceContext.start(service, context));
    return new Places(
        context.getProperty("grpc.server.host", String.class).orElse(""),
        running.grpcPort(),
        running.httpPort());
  }

  /**
   * Brings the databases of services to this program's schemas, none before all are checked.
   *
   * @param config a file of settings (YAML or properties), which the environment outweighs
   * @throws StartFailure with a message for the operator
   */
  public static void migrate(List<Service> services, @Nullable Path config, Progress progress) {
    services.forEach(service -> withDatabase(service, config, Serving::check));
    for (var service : services) {
      progress.begun("migrate " + service.label());
      withDatabase(
          service,
          config,
          (known, access) ->
              Migrator.migrate(known.label(), access.url(), access.user(), access.password()));
    }
  }

  private static DatabaseAccess databaseOf(Service service, ApplicationContext context) {
    try {
      return DatabaseAccess.of(context.getEnvironment());
    } catch (BadSetting bad) {
      throw new StartFailure(
          "the %s service does not start: %s".formatted(service.label(), bad.getMessage()), bad);
    }
  }

  private interface Work {
    void on(Service service, DatabaseAccess access);
  }

  private static void withDatabase(Service service, @Nullable Path config, Work work) {
    try (var context = context(service, config)) {
      work.on(service, DatabaseAccess.of(context.getEnvironment()));
    } catch (StartFailure told) {
      throw told;
    } catch (RuntimeException failure) {
      throw new StartFailure(
          "the %s database cannot be migrated: %s"
              .formatted(service.label(), ServiceContext.rootMessage(failure)),
          failure);
    }
  }

  private static void check(Service service, DatabaseAccess access) {
    try {
      Migrator.check(service.label(), access.url(), access.user(), access.password());
    } catch (Migrator.NewerSchema newer) {
      throw new StartFailure("nothing was migrated: " + newer.getMessage(), newer);
    }
  }

  private static void requireSchema(Service service, DatabaseAccess access) {
    try {
      Migrator.requireInRange(service.label(), access.url(), access.user(), access.password());
    } catch (Migrator.SchemaOutOfRange outOfRange) {
      throw new StartFailure(String.valueOf(outOfRange.getMessage()), outOfRange);
    } catch (RuntimeException failure) {
      throw new StartFailure(
          "the %s database at %s cannot be used: %s"
              .formatted(service.label(), access.url(), ServiceContext.rootMessage(failure)),
          failure);
    }
  }

  /** A context whose settings can be read; nothing in it runs yet. */
  private static ApplicationContext context(Service service, @Nullable Path config) {
    if (config != null) {
      if (!Files.isReadable(config)) {
        throw new StartFailure(
            "--config %s: there is no such file that can be read".formatted(config));
      }
      System.setProperty(CONFIG_FILES, config.toString());
    }
    var context =
        ApplicationContext.builder()
            .banner(false)
            .deduceEnvironment(false)
            .environments(service.label())
            .build();
    context.getEnvironment().start();
    return context;
  }
}
