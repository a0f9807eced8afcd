package reckoner.standalone.platform;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import reckoner.kit.auth.BearerCredentials;
import reckoner.kit.auth.CachedTokens;
import reckoner.kit.auth.Caller;
import reckoner.kit.auth.Role;
import reckoner.kit.auth.TokenSigner;
import reckoner.kit.wire.Wire;
import reckoner.proto.clock.v1.ClockServiceGrpc;
import reckoner.proto.clock.v1.GetClockRequest;

/**
 * Everything in one process: database, Temporal and the four services, each service in a context of
 * its own and reached only by gRPC. Closing it finishes what was acknowledged; so do Ctrl-C and
 * SIGTERM, also in the middle of the start.
 */
public final class Suite implements AutoCloseable {
  private final DataFolder folder;
  private final Ports ports;
  private final TokenSigner signer;
  private final Temporal temporal;
  private final Database database;
  private final Map<Service, RunningService> services;
  private final Closing closing;
  private final Map<Role, CachedTokens> tokens = new ConcurrentHashMap<>();

  Suite(
      DataFolder folder,
      Ports ports,
      TokenSigner signer,
      Temporal temporal,
      Database database,
      Map<Service, RunningService> services,
      Closing closing) {
    this.folder = folder;
    this.ports = ports;
    this.signer = signer;
    this.temporal = temporal;
    this.database = database;
    this.services = Map.copyOf(services);
    this.closing = closing;
  }

  /**
   * Starts everything and returns when every service serves.
   *
   * @throws StartFailure with a message for the user; what had started is stopped again
   */
  public static Suite start(SuiteOptions options, Progress progress) {
    return start(options, progress, Guests.NONE);
  }

  /** The same, with guests in a service. */
  public static Suite start(SuiteOptions options, Progress progress, Guests guests) {
    var closing = Closing.atProcessEnd();
    // closing the executor waits for the steps that still go on
    try (var executor = Executors.newCachedThreadPool()) {
      return new Start(options, progress, guests, closing, executor).run();
    } catch (RuntimeException failure) {
      closing.close();
      throw failure;
    }
  }

  public DataFolder folder() {
    return folder;
  }

  public Ports ports() {
    return ports;
  }

  /** Where Temporal listens, {@code HOST:PORT}. */
  public String temporalTarget() {
    return temporal.target();
  }

  /** A channel to a service, without a credential. */
  public ManagedChannel channel(Service service) {
    var running = services.get(service);
    if (running == null) {
      throw new IllegalStateException("every service runs");
    }
    return running.channel();
  }

  /** A channel that calls as a role of a tenant, for as long as the suite runs. */
  public Channel channel(Service service, String tenant, Role role) {
    var ofRole =
        tokens.computeIfAbsent(
            role, _ -> new CachedTokens(signer, account(role), role, InstantSource.system()));
    return ClientInterceptors.intercept(
        channel(service), new Credential(new BearerCredentials(() -> ofRole.tokenFor(tenant))));
  }

  /** The suite as one tenant calls it. */
  public Installation as(String tenant) {
    return (service, role) -> channel(service, tenant, role);
  }

  /** The JDBC address of a service's database, for what measures it. */
  public String databaseUrl(Service service) {
    return database.url(service);
  }

  public String databaseUser(Service service) {
    return database.user(service);
  }

  public String databasePassword(Service service) {
    return database.password(service);
  }

  /** The database that this process started, for what kills it on purpose; else none. */
  public Optional<EmbeddedDatabase> embeddedDatabase() {
    return database instanceof EmbeddedDatabase embedded ? Optional.of(embedded) : Optional.empty();
  }

  /** Business time of the services. */
  public Instant businessTime() {
    var clock =
        ClockServiceGrpc.newBlockingStub(channel(Service.RATING, "standalone", Role.OPERATOR));
    return Wire.instant(clock.getClock(GetClockRequest.getDefaultInstance()).getTime());
  }

  /** A token that lives for {@link TokenSigner#LIFETIME}, for clients of the user's own. */
  public String token(String tenant, Role role) {
    return signer.sign(new Caller(tenant, account(role), role));
  }

  private static String account(Role role) {
    return "standalone-" + role.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Marks the databases as used for a purpose, or refuses when they are marked for another.
   *
   * @param purpose the same for every run that may go on from the last
   */
  public void claim(String purpose) {
    Claim.make(database, purpose);
  }

  /** Stops everything in bounded time, the processes first and the database last. */
  @Override
  public void close() {
    closing.close();
  }
}
