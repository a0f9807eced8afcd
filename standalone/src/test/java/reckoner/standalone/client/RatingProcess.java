package reckoner.standalone.client;

import io.grpc.ManagedChannel;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reckoner.kit.auth.BearerCredentials;
import reckoner.kit.auth.Role;
import reckoner.kit.testing.FreePort;
import reckoner.kit.testing.TestDatabase;
import reckoner.kit.testing.TestService;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.ListUsageExceptionsRequest;
import reckoner.proto.rating.v1.RatingServiceGrpc;

/**
 * A rating service in a process of its own, with a catalog beside it. It can be killed as {@code
 * kill -9} does and started again, on the same database and port. Nobody has a contract, so every
 * event that is stored waits.
 */
final class RatingProcess implements AutoCloseable {
  static final String TENANT = "acme";

  private static final String READY = "ready";
  private static final int PAGE_SIZE = 1000;

  private final TestService catalog;
  private final Map<String, Object> properties = new HashMap<>();
  private final int port = FreePort.next();
  private final List<String> flags;
  private @Nullable ChildJvm process;

  private RatingProcess(List<String> flags) {
    this.flags = flags;
    var keys = Map.<String, Object>of("reckoner.signing-key-file", TestService.signingKeyFile());
    this.catalog = TestService.start("catalog", keys);
    properties.putAll(TestDatabase.properties("rating"));
    properties.putAll(keys);
    properties.put("reckoner.catalog-address", "localhost:" + catalog.port());
    properties.put("grpc.server.port", port);
  }

  static RatingProcess start() {
    return start("-Xmx400m");
  }

  /**
   * Starts one.
   *
   * @param flags of its JVM
   */
  static RatingProcess start(String... flags) {
    var rating = new RatingProcess(List.of(flags));
    try {
      rating.startAgain();
      return rating;
    } catch (RuntimeException failure) {
      rating.close();
      throw failure;
    }
  }

  /** Where it serves, on this machine, whenever it does. */
  int port() {
    return port;
  }

  /** The catalog beside it. */
  TestService catalog() {
    return catalog;
  }

  /** A JDBC connection to its database, beside it. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(
        String.valueOf(properties.get("datasources.default.url")),
        String.valueOf(properties.get("datasources.default.username")),
        String.valueOf(properties.get("datasources.default.password")));
  }

  /** Whether it has not ended by itself, as it would for want of memory. */
  boolean isAlive() {
    var running = process;
    return running != null && running.isAlive();
  }

  /** Returns once it serves. */
  void startAgain() {
    var arguments = new ArrayList<String>();
    properties.forEach((name, value) -> arguments.add(name + "=" + value));
    var started = ChildJvm.start(flags, RatingProcess.class, arguments);
    process = started;
    started.awaitLine(READY);
    started.readOn();
  }

  void kill() {
    var running = process;
    if (running != null) {
      running.kill();
      process = null;
    }
  }

  /** A token that may report usage. */
  static String token() {
    return TestService.token(TENANT, Role.MACHINE);
  }

  /** The ids of all stored events, each as often as it is stored. */
  static List<String> storedIds(ManagedChannel channel) {
    var stub =
        RatingServiceGrpc.newBlockingStub(channel)
            .withCallCredentials(
                new BearerCredentials(() -> TestService.token(TENANT, Role.VIEWER)));
    var ids = new ArrayList<String>();
    var request =
        ListUsageExceptionsRequest.newBuilder()
            .addStatuses(EventResult.Status.WAITING)
            .setPageSize(PAGE_SIZE);
    do {
      var page = stub.listUsageExceptions(request.build());
      page.getExceptionsList().forEach(one -> ids.add(one.getEvent().getEventId()));
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    return ids;
  }

  @Override
  public void close() {
    kill();
    catalog.close();
  }

  public static void main(String[] arguments) throws InterruptedException {
    var properties = new HashMap<String, Object>();
    for (var argument : arguments) {
      var cells = argument.split("=", 2);
      properties.put(cells[0], cells[1]);
    }
    try (var _ = TestService.startOn("rating", Map.of(), properties)) {
      System.out.println(READY);
      Thread.sleep(Long.MAX_VALUE);
    }
  }
}
