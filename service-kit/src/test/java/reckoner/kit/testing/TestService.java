package reckoner.kit.testing;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.AbstractStub;
import io.micronaut.context.ApplicationContext;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import reckoner.kit.auth.BearerCredentials;
import reckoner.kit.auth.Caller;
import reckoner.kit.auth.Role;
import reckoner.kit.auth.TokenSigner;

/** A service as it really runs: its own context, database, port and edge; called over gRPC. */
public final class TestService implements AutoCloseable {
  /** The system property that names the file of the key, in a process that a test started. */
  public static final String KEY_FILE = "reckoner.test-signing-key-file";

  private static final String KEY = key();

  public static final TokenSigner SIGNER = signer();

  private static final String GRPC_PORT = "grpc.server.port";
  private static final int STARTS_MAX = 5;

  private final ApplicationContext context;
  private final ManagedChannel channel;

  private TestService(ApplicationContext context, int port) {
    this.context = context;
    this.channel = ManagedChannelBuilder.forAddress("localhost", port).usePlaintext().build();
  }

  /** Starts a service on a fresh database with a test clock. */
  public static TestService start(String service, Map<String, Object> extra) {
    return startOn(service, TestDatabase.properties(service), extra);
  }

  /**
   * Starts a service, or a replica of it, on a given database. Another program may take the port
   * that was free a moment ago, so the start is tried again on another.
   */
  public static TestService startOn(
      String service, Map<String, Object> database, Map<String, Object> extra) {
    for (int attempt = 1; ; attempt++) {
      try {
        return startOnce(service, database, extra);
      } catch (RuntimeException failure) {
        if (attempt == STARTS_MAX || extra.containsKey(GRPC_PORT) || !isTakenPort(failure)) {
          throw failure;
        }
      }
    }
  }

  private static TestService startOnce(
      String service, Map<String, Object> database, Map<String, Object> extra) {
    var properties = new HashMap<String, Object>(database);
    properties.put(GRPC_PORT, FreePort.next());
    properties.put("micronaut.server.port", FreePort.next());
    properties.put("reckoner.test-clock", true);
    properties.put("reckoner.reflection", true);
    properties.put("reckoner.public-keys-file", publicKeysFile());
    properties.putAll(extra);
    var context =
        ApplicationContext.builder()
            .deduceEnvironment(false)
            .environments(service)
            .properties(properties)
            .build();
    try {
      context.start();
      var server = context.getBean(GrpcEmbeddedServer.class);
      if (!server.isRunning()) {
        server.start();
      }
      return new TestService(context, server.getPort());
    } catch (RuntimeException failure) {
      context.close();
      throw failure;
    }
  }

  private static boolean isTakenPort(RuntimeException failure) {
    return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(BindException.class::isInstance);
  }

  public ApplicationContext context() {
    return context;
  }

  public int port() {
    return context.getBean(GrpcEmbeddedServer.class).getPort();
  }

  /** A channel without a credential. */
  public ManagedChannel channel() {
    return channel;
  }

  /** A stub that calls as a role of tenant {@code acme}. */
  public <S extends AbstractStub<S>> S as(Role role, Function<ManagedChannel, S> stub) {
    return as("acme", role, stub);
  }

  public <S extends AbstractStub<S>> S as(
      String tenant, Role role, Function<ManagedChannel, S> stub) {
    return stub.apply(channel)
        .withCallCredentials(new BearerCredentials(() -> token(tenant, role)));
  }

  public static String token(String tenant, Role role) {
    return SIGNER.sign(new Caller(tenant, "test-" + role, role));
  }

  @Override
  public void close() {
    channel.shutdownNow();
    context.close();
  }

  private static String publicKeysFile() {
    try {
      var file = Files.createTempFile("public-keys", ".json");
      file.toFile().deleteOnExit();
      Files.writeString(file, SIGNER.publicKeys());
      return file.toString();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The key that signs in this JVM, for a process that a test starts; see {@link #KEY_FILE}. */
  public static Path signingKeyFile() {
    try {
      var file = Files.createTempFile("signing-key", ".json");
      file.toFile().deleteOnExit();
      return Files.writeString(file, KEY);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String key() {
    var file = System.getProperty(KEY_FILE);
    try {
      return file == null ? TokenSigner.newKey() : Files.readString(Path.of(file));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static TokenSigner signer() {
    try {
      return new TokenSigner(KEY, InstantSource.system());
    } catch (ParseException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
