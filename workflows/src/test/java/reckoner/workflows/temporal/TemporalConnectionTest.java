package reckoner.workflows.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.stub.StreamObserver;
import io.micronaut.core.value.MapPropertyResolver;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.serviceclient.RpcRetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reckoner.kit.settings.BadSetting;
import reckoner.kit.settings.Settings;
import reckoner.kit.testing.TestCertificates;

/** Connections to a Temporal that asks for TLS, for a certificate or for an API key. */
class TemporalConnectionTest {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  @TempDir static Path folder;
  @TempDir static Path otherFolder;
  private static TestCertificates ca;
  private static TestCertificates.Issued certificate;

  @BeforeAll
  static void issue() {
    ca = new TestCertificates(folder);
    certificate = ca.issue("temporal");
  }

  @Test
  void withTheAuthorityAndACertificateAConnectionStands() throws Exception {
    var other = new TestCertificates(otherFolder);
    var server =
        TlsServerCredentials.newBuilder()
            .keyManager(certificate.certificate().toFile(), certificate.key().toFile())
            .trustManager(ca.caFile().toFile())
            .clientAuth(ClientAuth.REQUIRE)
            .build();
    try (var temporal = new FakeTemporal(server)) {
      temporal.call(mutual(ca.caFile()));
      assertThrows(StatusRuntimeException.class, () -> temporal.call(mutual(other.caFile())));
      assertThrows(StatusRuntimeException.class, () -> temporal.call(trusting(ca.caFile())));
      assertThrows(StatusRuntimeException.class, () -> temporal.call(Map.of()));
    }
  }

  @Test
  void anApiKeyGoesWithEveryCallAndIsReadAgain() throws Exception {
    var file = Files.writeString(folder.resolve("api-key"), "first\n");
    var server =
        TlsServerCredentials.newBuilder()
            .keyManager(certificate.certificate().toFile(), certificate.key().toFile())
            .build();
    var settings = new HashMap<>(trusting(ca.caFile()));
    settings.put("reckoner.temporal-api-key-file", file);
    try (var temporal = new FakeTemporal(server)) {
      temporal.call(settings);
      assertEquals("Bearer first", temporal.shown.poll());
      Files.writeString(file, "second");
      temporal.call(settings);
      temporal.shown.removeIf("Bearer first"::equals);
      assertEquals("Bearer second", temporal.shown.poll());
    }
  }

  @Test
  void anApiKeyNeverGoesOverAnOpenNetwork() throws Exception {
    var file = Files.writeString(folder.resolve("open-key"), "secret");
    try (var temporal = new FakeTemporal(InsecureServerCredentials.create())) {
      temporal.call(Map.of());
      temporal.shown.clear();
      assertThrows(
          StatusRuntimeException.class,
          () -> temporal.call(Map.of("reckoner.temporal-api-key-file", file)));
      assertTrue(temporal.shown.isEmpty());
    }
  }

  @Test
  void filesThatCannotBeUsedAreNamedAtTheStart() throws Exception {
    var text = Files.writeString(folder.resolve("text"), "no certificate");
    told("go together", Map.of("reckoner.temporal-key-file", certificate.key()));
    told("holds no certificate", trusting(text));
    told("does not exist", trusting(folder.resolve("none")));
    told("does not exist", Map.of("reckoner.temporal-api-key-file", folder.resolve("none")));
    told(
        "cannot be used",
        Map.of(
            "reckoner.temporal-certificate-file",
            certificate.certificate(),
            "reckoner.temporal-key-file",
            text));
  }

  private static void told(String fault, Map<String, ?> files) {
    var bad = assertThrows(BadSetting.class, () -> connection("localhost:1", files));
    assertTrue(String.valueOf(bad.getMessage()).contains(fault), bad::getMessage);
  }

  private static Map<String, Object> trusting(Path authority) {
    return Map.of("reckoner.temporal-ca-file", authority);
  }

  private static Map<String, Object> mutual(Path authority) {
    return Map.of(
        "reckoner.temporal-ca-file", authority,
        "reckoner.temporal-certificate-file", certificate.certificate(),
        "reckoner.temporal-key-file", certificate.key());
  }

  private static TemporalConnection connection(String target, Map<String, ?> files) {
    var text = new HashMap<String, Object>();
    files.forEach((name, file) -> text.put(name, file.toString()));
    return new TemporalConnection(
        new TemporalSettings(target, "default", Duration.ofSeconds(1), Duration.ofSeconds(1)),
        new Settings(new MapPropertyResolver(text)));
  }

  /** Answers what a client asks first, behind the TLS that a test gives it. */
  private static final class FakeTemporal implements AutoCloseable {
    final Queue<String> shown = new ConcurrentLinkedQueue<>();
    private final Server server;

    FakeTemporal(ServerCredentials credentials) throws IOException {
      server =
          Grpc.newServerBuilderForPort(0, credentials)
              .addService(
                  new WorkflowServiceGrpc.WorkflowServiceImplBase() {
                    @Override
                    public void getSystemInfo(
                        GetSystemInfoRequest request,
                        StreamObserver<GetSystemInfoResponse> answer) {
                      answer.onNext(GetSystemInfoResponse.getDefaultInstance());
                      answer.onCompleted();
                    }
                  })
              .intercept(
                  new ServerInterceptor() {
                    @Override
                    public <Q, R> ServerCall.Listener<Q> interceptCall(
                        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
                      var authorization = headers.get(AUTHORIZATION);
                      if (authorization != null) {
                        shown.add(authorization);
                      }
                      return next.startCall(call, headers);
                    }
                  })
              .build()
              .start();
    }

    void call(Map<String, ?> files) {
      var stubs =
          WorkflowServiceStubs.newServiceStubs(
              connection("localhost:" + server.getPort(), files)
                  .options()
                  .setRpcTimeout(Duration.ofSeconds(10))
                  .setRpcRetryOptions(
                      RpcRetryOptions.newBuilder()
                          .setMaximumAttempts(1)
                          .validateBuildWithDefaults())
                  .build());
      try {
        var _ = stubs.blockingStub().getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
      } finally {
        stubs.shutdownNow();
      }
    }

    @Override
    public void close() {
      server.shutdownNow();
    }
  }
}
