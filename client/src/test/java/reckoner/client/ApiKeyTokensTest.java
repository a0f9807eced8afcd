package reckoner.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.Timestamp;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reckoner.proto.identity.v1.ExchangeApiKeyRequest;
import reckoner.proto.identity.v1.ExchangeApiKeyResponse;
import reckoner.proto.identity.v1.IdentityServiceGrpc;

class ApiKeyTokensTest {
  private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");
  private static final int LIFE_SECONDS = 900;
  private static final int RENEWED_SECONDS = LIFE_SECONDS - 120;

  private final Issuer issuer = new Issuer();
  private Server server;
  private ManagedChannel channel;
  private Instant now = BEGIN;
  private ApiKeyTokens tokens;

  /** Numbers its tokens, and knows one key. */
  private final class Issuer extends IdentityServiceGrpc.IdentityServiceImplBase {
    private String key = "first";
    private int issued;

    @Override
    public void exchangeApiKey(
        ExchangeApiKeyRequest request, StreamObserver<ExchangeApiKeyResponse> reply) {
      if (!request.getSecretKey().equals(key)) {
        reply.onError(Status.UNAUTHENTICATED.asException());
        return;
      }
      reply.onNext(
          ExchangeApiKeyResponse.newBuilder()
              .setToken("token " + ++issued)
              .setExpireTime(Timestamp.newBuilder().setSeconds(now.getEpochSecond() + LIFE_SECONDS))
              .build());
      reply.onCompleted();
    }
  }

  @BeforeEach
  void start() throws Exception {
    server = ServerBuilder.forPort(0).addService(issuer).build().start();
    channel =
        ManagedChannelBuilder.forAddress("localhost", server.getPort()).usePlaintext().build();
    tokens = new ApiKeyTokens(channel, () -> issuer.key, () -> now);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void aTokenIsKeptUntilTwoMinutesBeforeItsEnd() {
    assertEquals("token 1", tokens.get());
    now = BEGIN.plusSeconds(RENEWED_SECONDS - 1);
    assertEquals("token 1", tokens.get());
    now = BEGIN.plusSeconds(RENEWED_SECONDS);
    assertEquals("token 2", tokens.get());
  }

  @Test
  void aRotatedKeyIsTakenUp() {
    assertEquals("token 1", tokens.get());
    issuer.key = "second";
    now = BEGIN.plusSeconds(RENEWED_SECONDS);
    assertEquals("token 2", tokens.get());
  }

  @Test
  void aKeyThatIsRefusedIsSaidToBe() {
    var wrong = new ApiKeyTokens(channel, () -> "wrong", () -> now);
    var refused = assertThrows(StatusRuntimeException.class, wrong::get);
    assertEquals(Status.Code.UNAUTHENTICATED, refused.getStatus().getCode());
  }
}
