package reckoner.standalone.platform;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reckoner.kit.store.Migrator;

/**
 * The order in which everything starts: what does not need each other at the same time, and nothing
 * at all before folder, ports and leftovers are known to be in order.
 */
final class Start {

  private final SuiteOptions options;
  private final Progress progress;
  private final Guests guests;
  private final Closing closing;
  private final Executor executor;

  /** What the services share. */
  private record Ground(
      DataFolder folder, Ports ports, Secrets secrets, Database database, Temporal temporal) {}

  Start(
      SuiteOptions options, Progress progress, Guests guests, Closing closing, Executor executor) {
    this.options = options;
    this.progress = progress;
    this.guests = guests;
    this.closing = closing;
    this.executor = executor;
  }

  Suite run() {
    var folder = closing.start(Closing.Turn.FOLDER, () -> DataFolder.open(options.data()));
    Logging.toFolder(folder.logs());
    var secrets = Secrets.in(folder);
    EmbeddedDatabase.stopOrphan(folder, progress);
    var ports = Ports.from(options.portBase());
    ports.checkFree(options.temporal() == null, options.database() == null);
    var temporal =
        step("start Temporal", () -> closing.start(Closing.Turn.TEMPORAL, () -> temporal(ports)));
    var database =
        step(
            "start the database",
            () -> closing.start(Closing.Turn.DATABASE, () -> database(folder, secrets, ports)));
    var ground = new Ground(folder, ports, secrets, join(database), join(temporal));
    join(step("check the schemas", () -> checkSchemas(ground)));
    var services = new EnumMap<Service, RunningService>(Service.class);
    // two at a time: more would only share the processors
    for (var together :
        List.of(
            List.of(Service.CATALOG, Service.INVOICING),
            List.of(Service.RATING, Service.WORKFLOWS))) {
      together.stream()
          .map(service -> Map.entry(service, start(service, ground)))
          .toList()
          .forEach(started -> services.put(started.getKey(), join(started.getValue())));
    }
    return new Suite(
        ground.folder(),
        ports,
        secrets.signer(),
        ground.temporal(),
        ground.database(),
        services,
        closing);
  }

  private Temporal temporal(Ports ports) {
    var external = options.temporal();
    return external == null ? Temporal.embedded(ports.temporal()) : Temporal.external(external);
  }

  private Database database(DataFolder folder, Secrets secrets, Ports ports) {
    var external = options.database();
    return external == null
        ? EmbeddedDatabase.start(folder, secrets, ports.database(), progress)
        : ExternalDatabase.connect(external, secrets);
  }

  private CompletableFuture<RunningService> start(Service service, Ground ground) {
    return step(
        "start " + service.label(),
        () -> {
          migrate(service, ground);
          return closing.start(
              turn(service),
              () ->
                  RunningService.start(
                      service,
                      properties(service, ground),
                      guests.of(service),
                      ground.ports().grpc(service)));
        });
  }

  private static Closing.Turn turn(Service service) {
    return switch (service) {
      case WORKFLOWS -> Closing.Turn.PROCESSES;
      case RATING -> Closing.Turn.RATING;
      case CATALOG, INVOICING -> Closing.Turn.OTHER_SERVICES;
    };
  }

  /** All of them before the first is migrated, so that a refusal leaves everything as it was. */
  private Ground checkSchemas(Ground ground) {
    var database = ground.database();
    for (var service : Service.values()) {
      try {
        Migrator.check(
            service.label(),
            database.url(service),
            database.user(service),
            database.password(service));
      } catch (Migrator.NewerSchema newer) {
        throw new StartFailure(
            "%s was used by a newer Reckoner, and nothing was changed: %s"
                .formatted(database.place(), newer.getMessage()),
            newer);
      }
    }
    return ground;
  }

  private static void migrate(Service service, Ground ground) {
    var database = ground.database();
    Migrator.migrate(
        service.label(), database.url(service), database.user(service), database.password(service));
  }

  private static Map<String, Object> properties(Service service, Ground ground) {
    var database = ground.database();
    var ports = ground.ports();
    var properties = new HashMap<String, Object>();
    properties.put("datasources.default.url", database.url(service));
    properties.put("datasources.default.username", database.user(service));
    properties.put("datasources.default.password", database.password(service));
    properties.put("grpc.server.host", Hosts.LOCAL);
    properties.put("grpc.server.port", ports.grpc(service));
    properties.put("micronaut.server.host", Hosts.LOCAL);
    properties.put("micronaut.server.port", ports.http(service));
    properties.put("reckoner.public-keys-file", ground.secrets().publicKeysFile().toString());
    if (service == Service.RATING || service == Service.WORKFLOWS) { // those that call others
      properties.put("reckoner.signing-key-file", ground.secrets().signingKeyFile().toString());
    }
    properties.put("reckoner.test-clock", true);
    properties.put("reckoner.reflection", true);
    properties.put("reckoner.metrics-open", true); // to this machine only
    properties.put("reckoner.cloud-events", true); // of rating, to this machine only too
    for (var other : Service.values()) {
      properties.put(
          "reckoner.%s-address".formatted(other.label()), Hosts.LOCAL + ":" + ports.grpc(other));
    }
    properties.put("reckoner.temporal-target", ground.temporal().target());
    properties.put("reckoner.temporal-namespace", ground.temporal().namespace());
    return properties;
  }

  private <T> CompletableFuture<T> step(String name, Supplier<T> work) {
    return CompletableFuture.supplyAsync(
        () -> {
          progress.begun(name);
          var begun = System.nanoTime();
          var result = work.get();
          progress.done(name, Duration.ofNanos(System.nanoTime() - begun));
          return result;
        },
        executor);
  }

  private static <T> T join(CompletableFuture<T> step) {
    try {
      return step.join();
    } catch (CompletionException failure) {
      throw explained(failure.getCause(), failure);
    }
  }

  private static RuntimeException explained(@Nullable Throwable cause, RuntimeException failure) {
    return cause instanceof StartFailure told
        ? told
        : new StartFailure("Reckoner does not start: " + cause, failure);
  }
}
