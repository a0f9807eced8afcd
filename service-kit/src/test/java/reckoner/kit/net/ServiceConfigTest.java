package reckoner.kit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.micronaut.core.value.MapPropertyResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.kit.settings.Settings;
import reckoner.proto.identity.v1.ApiKey;
import reckoner.proto.identity.v1.ExchangeApiKeyRequest;
import reckoner.proto.identity.v1.ExchangeApiKeyResponse;
import reckoner.proto.identity.v1.IdentityServiceGrpc;
import reckoner.proto.identity.v1.RevokeApiKeyRequest;

/** The published service config, as our own channels follow it. */
class ServiceConfigTest {
  private static final int EXCHANGE_SECONDS_MAX = 60;

  private final Moody identity = new Moody();
  private Server server;
  private ManagedChannel channel;
  private IdentityServiceGrpc.IdentityServiceBlockingStub stub;

  /** Fails so many times, and remembers how it was called. */
  private static final class Moody extends IdentityServiceGrpc.IdentityServiceImplBase {
    private Status failure = Status.UNAVAILABLE;
    private int failuresLeft;
    private int calls;
    private int replyBytes;
    private final List<Boolean> hadDeadline = new ArrayList<>();

    @Override
    public synchronized void exchangeApiKey(
        ExchangeApiKeyRequest request, StreamObserver<ExchangeApiKeyResponse> reply) {
      var deadline = Context.current().getDeadline();
      assertNotNull(deadline);
      assertTrue(deadline.timeRemaining(TimeUnit.SECONDS) <= EXCHANGE_SECONDS_MAX);
      answer(reply, ExchangeApiKeyResponse.newBuilder().setToken("t".repeat(replyBytes)).build());
    }

    @Override
    public synchronized void revokeApiKey(
        RevokeApiKeyRequest request, StreamObserver<ApiKey> reply) {
      answer(reply, ApiKey.getDefaultInstance());
    }

    private <A> void answer(StreamObserver<A> reply, A answer) {
      calls++;
      hadDeadline.add(Context.current().getDeadline() != null);
      if (failuresLeft > 0) {
        failuresLeft--;
        reply.onError(failure.asException());
      } else {
        reply.onNext(answer);
        reply.onCompleted();
      }
    }
  }

  @BeforeEach
  void start() throws Exception {
    server = ServerBuilder.forPort(0).addService(identity).build().start();
    channel =
        Channels.with(new Settings(new MapPropertyResolver(Map.of())))
            .to("localhost:" + server.getPort());
    stub = IdentityServiceGrpc.newBlockingStub(channel);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void aCallIsSentFiveTimesWhereTheServiceIsUnavailable() {
    identity.failuresLeft = 4;
    assertEquals("", stub.exchangeApiKey(ExchangeApiKeyRequest.getDefaultInstance()).getToken());
    assertEquals(5, identity.calls);
  }

  @Test
  @Tag("F83")
  void aSixthTimeIsLeftToTheCaller() {
    identity.failuresLeft = 5;
    var failure =
        assertThrows(
            StatusRuntimeException.class,
            () -> stub.revokeApiKey(RevokeApiKeyRequest.getDefaultInstance()));
    assertEquals(Status.Code.UNAVAILABLE, failure.getStatus().getCode());
    assertEquals(5, identity.calls);
  }

  @Test
  @Tag("F83")
  void whatIsRefusedIsNotSentAgain() {
    identity.failuresLeft = 1;
    identity.failure = Status.FAILED_PRECONDITION;
    assertThrows(
        StatusRuntimeException.class,
        () -> stub.revokeApiKey(RevokeApiKeyRequest.getDefaultInstance()));
    assertEquals(1, identity.calls);
  }

  /** Of 100 attempts the 50th that fails is the last that could be followed by another. */
  @Test
  @Tag("F83")
  void callsThatGoOnFailingAreSentOnceUntilOthersSucceed() throws Exception {
    int callers = 20;
    identity.failuresLeft = Integer.MAX_VALUE;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < callers; i++) {
        var _ = threads.submit(this::revoke);
      }
    }
    assertTrue(
        identity.calls >= 50 && identity.calls < 50 + callers, "attempts: " + identity.calls);
    int before = identity.calls;
    assertThrows(StatusRuntimeException.class, this::revoke);
    assertEquals(before + 1, identity.calls, "nothing is left to send it again");
    identity.failuresLeft = 0;
    for (int i = 0; i < 10 * (before - 47); i++) { // ten that succeed pay for one
      revoke();
    }
    before = identity.calls;
    identity.failuresLeft = 1;
    revoke();
    assertEquals(before + 2, identity.calls);
  }

  private void revoke() {
    var _ = stub.revokeApiKey(RevokeApiKeyRequest.getDefaultInstance());
  }

  @Test
  void onlyTheExchangeOfAKeyHasADeadlineOfItsOwn() {
    var _ = stub.exchangeApiKey(ExchangeApiKeyRequest.getDefaultInstance());
    var _ = stub.revokeApiKey(RevokeApiKeyRequest.getDefaultInstance());
    assertEquals(List.of(true, false), identity.hadDeadline);
  }

  @Test
  void aReplyMayBeSixteenMebibytesAndNotMore() {
    int overhead = 5; // of a field of so many bytes
    identity.replyBytes = Channels.MESSAGE_BYTES_MAX - overhead;
    var reply = stub.exchangeApiKey(ExchangeApiKeyRequest.getDefaultInstance());
    assertEquals(Channels.MESSAGE_BYTES_MAX, reply.getSerializedSize());
    identity.replyBytes++;
    var failure =
        assertThrows(
            StatusRuntimeException.class,
            () -> stub.exchangeApiKey(ExchangeApiKeyRequest.getDefaultInstance()));
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, failure.getStatus().getCode());
  }

  @Test
  void everyMethodThatTheConfigNamesExists() {
    var named = new ArrayList<String>();
    for (var method : list(ServiceConfig.published().get("methodConfig"))) {
      for (var name : list(((Map<?, ?>) method).get("name"))) {
        var words = (Map<?, ?>) name;
        if (!words.isEmpty()) {
          named.add(words.get("service") + "/" + words.get("method"));
        }
      }
    }
    assertFalse(named.isEmpty());
    assertEquals(List.of(IdentityServiceGrpc.getExchangeApiKeyMethod().getFullMethodName()), named);
  }

  private static List<?> list(@Nullable Object value) {
    return (List<?>) Objects.requireNonNull(value);
  }
}
