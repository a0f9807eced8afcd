package reckoner.client;

import io.grpc.Channel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reckoner.proto.identity.v1.ExchangeApiKeyRequest;
import reckoner.proto.identity.v1.IdentityServiceGrpc;

/**
 * Tokens for an API key, exchanged at the workflows service and kept until shortly before their
 * end. A key whose role is MACHINE may report usage.
 */
public final class ApiKeyTokens implements Supplier<String> {
  private static final Duration RENEWED_BEFORE_END = Duration.ofMinutes(2);
  private static final int EXCHANGE_SECONDS_MAX = 60;

  private final Channel workflows;
  private final Supplier<String> apiKey;
  private final InstantSource realTime;
  private @Nullable Token held;

  private record Token(String text, Instant expireTime) {}

  /**
   * Exchanges on a channel.
   *
   * @param apiKey asked for each exchange, so that a key that was rotated is taken up
   */
  public ApiKeyTokens(Channel workflows, Supplier<String> apiKey) {
    this(workflows, apiKey, InstantSource.system());
  }

  ApiKeyTokens(Channel workflows, Supplier<String> apiKey, InstantSource realTime) {
    this.workflows = workflows;
    this.apiKey = apiKey;
    this.realTime = realTime;
  }

  /**
   * The token of now.
   *
   * @throws io.grpc.StatusRuntimeException where the service is away or refuses the key
   */
  @Override
  public synchronized String get() {
    var token = held;
    if (token == null
        || !token.expireTime().minus(RENEWED_BEFORE_END).isAfter(realTime.instant())) {
      token = exchange();
      held = token;
    }
    return token.text();
  }

  private Token exchange() {
    var reply =
        IdentityServiceGrpc.newBlockingStub(workflows)
            .withDeadlineAfter(EXCHANGE_SECONDS_MAX, TimeUnit.SECONDS)
            .exchangeApiKey(ExchangeApiKeyRequest.newBuilder().setSecretKey(apiKey.get()).build());
    var end = reply.getExpireTime();
    return new Token(reply.getToken(), Instant.ofEpochSecond(end.getSeconds(), end.getNanos()));
  }
}
