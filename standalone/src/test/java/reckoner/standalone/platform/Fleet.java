package reckoner.standalone.platform;

import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import reckoner.kit.auth.Role;
import reckoner.kit.auth.TokenSigner;
import reckoner.kit.faults.FaultProxy;
import reckoner.kit.store.Migrator;
import reckoner.kit.testing.Containers;
import reckoner.kit.testing.FreePort;
import reckoner.kit.testing.RealTemporal;
import reckoner.kit.testing.ServersUsed;
import reckoner.kit.testing.TestDatabase;

/**
 * Two replicas of every service on one PostgreSQL and one Temporal. Every connection, to a service,
 * to the database and to Temporal, goes through a network of its own that a test may break.
 */
public final class Fleet implements AutoCloseable {
  private static final int REPLICAS = 2;
  private static final String DATABASE_USER = "postgres";
  private static final String DATABASE_PASSWORD = "postgres";
  private static final List<Role> ROLES =
      List.of(Role.PRICING, Role.SELLER, Role.OPERATOR, Role.FINANCE, Role.MACHINE);

  private final Path folder;
  private final long seed;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final List<FaultProxy> networks = new ArrayList<>();
  private final Map<Service, Integer> fronts = new EnumMap<>(Service.class);
  private final Map<String, Object> shared = new HashMap<>();

  private Fleet(Path folder, long seed) {
    this.folder = folder;
    this.seed = seed;
  }

  /** Everything is up, the networks are whole. */
  public static Fleet start(Path folder, long seed) throws IOException, ParseException {
    var fleet = new Fleet(folder, seed);
    try {
      fleet.startTemporal();
      fleet.makeKeys();
      // in the order in which they call each other: who is called has its front first
      for (var service :
          List.of(Service.CATALOG, Service.RATING, Service.INVOICING, Service.WORKFLOWS)) {
        fleet.start(service);
      }
      return fleet;
    } catch (IOException | ParseException | RuntimeException failure) {
      fleet.close();
      throw failure;
    }
  }

  /** All networks: in front of Temporal, of each service's database and of each service. */
  public List<FaultProxy> networks() {
    return List.copyOf(networks);
  }

  private void startTemporal() {
    var target = temporal();
    shared.put(
        "reckoner.temporal-target",
        "127.0.0.1:" + network(target.getHostString(), target.getPort()).port());
    // what a lost call left undone is found again soon
    shared.put("reckoner.reconcile-interval", "2s");
    shared.put("reckoner.test-clock", true);
    shared.put("reckoner.metrics-open", true);
  }

  /** As tests choose their servers everywhere. */
  private InetSocketAddress temporal() {
    if (Containers.forTemporal()) {
      var temporal = RealTemporal.start(false);
      open.push(temporal);
      var target = temporal.target().split(":");
      return InetSocketAddress.createUnresolved(target[0], Integer.parseInt(target[1]));
    }
    ServersUsed.note("the in-memory Temporal");
    var port = FreePort.next();
    open.push(Temporal.embedded(port));
    return InetSocketAddress.createUnresolved("127.0.0.1", port);
  }

  private void makeKeys() throws IOException, ParseException {
    var signing = folder.resolve("signing-key.json");
    Files.writeString(signing, TokenSigner.newKey());
    var publicKeys = folder.resolve("public-keys.json");
    Files.writeString(
        publicKeys,
        new TokenSigner(Files.readString(signing), InstantSource.system()).publicKeys());
    shared.put("reckoner.signing-key-file", signing.toString());
    shared.put("reckoner.public-keys-file", publicKeys.toString());
  }

  private void start(Service service) {
    var url = TestDatabase.freshUrl();
    Migrator.migrate(service.label(), url, DATABASE_USER, DATABASE_PASSWORD);
    var properties = new HashMap<>(shared);
    properties.put("datasources.default.url", throughNetwork(url));
    properties.put("datasources.default.username", DATABASE_USER);
    properties.put("datasources.default.password", DATABASE_PASSWORD);
    var replicas = new ArrayList<InetSocketAddress>();
    for (int i = 0; i < REPLICAS; i++) {
      replicas.add(
          new InetSocketAddress(
              InetAddress.getLoopbackAddress(), startReplica(service, properties)));
    }
    if (service == Service.WORKFLOWS) {
      shared.put("workflows-url", url);
    }
    var front = new FaultProxy(replicas, seed + networks.size());
    add(front);
    fronts.put(service, front.port());
    shared.put("reckoner.%s-address".formatted(service.label()), "127.0.0.1:" + front.port());
  }

  private int startReplica(Service service, Map<String, Object> properties) {
    var own = new HashMap<>(properties);
    var port = FreePort.next();
    own.put("grpc.server.port", port);
    own.put("micronaut.server.port", FreePort.next());
    var context =
        ApplicationContext.builder()
            .banner(false)
            .deduceEnvironment(false)
            .environments(service.label())
            .properties(own)
            .build();
    open.push(ServiceContext.start(service, context));
    return port;
  }

  private String throughNetwork(String jdbcUrl) {
    var server = URI.create(jdbcUrl.substring("jdbc:".length()));
    var network = network(server.getHost(), server.getPort());
    return jdbcUrl.replace(
        server.getHost() + ":" + server.getPort(), "127.0.0.1:" + network.port());
  }

  private FaultProxy network(String host, int port) {
    var network = new FaultProxy(host, port, seed + networks.size());
    add(network);
    return network;
  }

  private void add(FaultProxy network) {
    networks.add(network);
    open.push(network);
  }

  /** Makes a tenant with a key for each role, and the file for {@code demo --against}. */
  public Path against(String tenant) throws IOException {
    var keys = Files.createDirectories(folder.resolve("keys"));
    var database =
        Map.<String, Object>of(
            "datasources.default.url",
            String.valueOf(shared.get("workflows-url")),
            "datasources.default.username",
            DATABASE_USER,
            "datasources.default.password",
            DATABASE_PASSWORD);
    try (var identity = IdentityDatabase.open(database)) {
      identity.createTenant(tenant);
      for (var role : ROLES) {
        var name = role.name().toLowerCase(Locale.ROOT);
        Files.writeString(
            keys.resolve(name + ".key"),
            identity.createKey(tenant, "demo-" + name, role, null).secretKey());
      }
    }
    var file = folder.resolve("against.properties");
    var lines = new ArrayList<>(List.of("api-keys=keys"));
    fronts.forEach(
        (service, port) -> lines.add("%s-address=127.0.0.1:%d".formatted(service.label(), port)));
    Files.write(file, lines);
    return file;
  }

  @Override
  public void close() {
    networks.forEach(FaultProxy::heal);
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      } catch (Exception failure) {
        throw new IllegalStateException(failure);
      }
    }
  }
}
