package reckoner.workflows.grpc;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.stub.AbstractStub;
import io.micronaut.context.annotation.Value;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reckoner.kit.auth.BearerCredentials;
import reckoner.kit.auth.Tokens;
import reckoner.kit.net.Channels;
import reckoner.proto.invoicing.v1.InvoicingServiceGrpc;
import reckoner.proto.invoicing.v1.InvoicingServiceGrpc.InvoicingServiceBlockingStub;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.proto.rating.v1.RatingServiceGrpc.RatingServiceBlockingStub;

/** The services that this one calls, each call on behalf of one tenant and with a deadline. */
@Singleton
class Neighbours {
  static final Duration DEADLINE = Duration.ofSeconds(20);

  /** A close may read a month of usage. */
  static final Duration CLOSE_DEADLINE = Duration.ofSeconds(60);

  /** Big invoices take half a minute, and wait for each other. */
  static final Duration RENDER_DEADLINE = Duration.ofMinutes(5);

  private final Tokens tokens;
  private final ManagedChannel rating;
  private final ManagedChannel invoicing;

  Neighbours(
      @Value("${reckoner.rating-address}") String ratingAddress,
      @Value("${reckoner.invoicing-address}") String invoicingAddress,
      Channels channels,
      Tokens tokens) {
    this.tokens = tokens;
    this.rating = channels.to(ratingAddress);
    this.invoicing = channels.to(invoicingAddress);
  }

  RatingServiceBlockingStub rating(String tenant, Duration deadline) {
    return called(RatingServiceGrpc.newBlockingStub(awake(rating)), tenant, deadline);
  }

  InvoicingServiceBlockingStub invoicing(String tenant, Duration deadline) {
    return called(InvoicingServiceGrpc.newBlockingStub(awake(invoicing)), tenant, deadline);
  }

  /** Who calls has paused since its last failure; the channel's own pause would come on top. */
  private static ManagedChannel awake(ManagedChannel channel) {
    if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      channel.resetConnectBackoff();
    }
    return channel;
  }

  private <S extends AbstractStub<S>> S called(S stub, String tenant, Duration deadline) {
    return stub.withCallCredentials(new BearerCredentials(() -> tokens.tokenFor(tenant)))
        .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
  }

  @PreDestroy
  void close() {
    rating.shutdownNow();
    invoicing.shutdownNow();
  }
}
