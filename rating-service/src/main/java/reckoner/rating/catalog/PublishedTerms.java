package reckoner.rating.catalog;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reckoner.kit.auth.BearerCredentials;
import reckoner.kit.auth.Tokens;
import reckoner.kit.pricing.PricingReason;
import reckoner.kit.refusal.Refusal;
import reckoner.proto.catalog.v1.ItemServiceGrpc;
import reckoner.proto.catalog.v1.LadderRung;
import reckoner.proto.catalog.v1.LookupPriceRequest;
import reckoner.proto.catalog.v1.LookupPriceResponse;
import reckoner.proto.catalog.v1.PriceLadder;
import reckoner.proto.catalog.v1.VersionName;
import reckoner.proto.pricing.v1.ChargeTerms;
import reckoner.proto.pricing.v1.PriceVersion;

/** The terms of prices in published versions, which the catalog service has. */
public final class PublishedTerms {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final ManagedChannel channel;
  private final Tokens tokens;

  public PublishedTerms(ManagedChannel channel, Tokens tokens) {
    this.channel = channel;
    this.tokens = tokens;
  }

  /** The terms of the entry in force, in this currency; refused where there is none. */
  public ChargeTerms terms(String tenant, PriceVersion version, String currency) {
    var found = lookUp(tenant, version, currency);
    if (!found.hasFound()) {
      throw Refusal.of(PricingReason.USAGE_UNPRICED, whyNone(version, found)).asException();
    }
    return found.getFound().getEntry().getTerms();
  }

  private LookupPriceResponse lookUp(String tenant, PriceVersion version, String currency) {
    var book =
        VersionName.newBuilder()
            .setKey(version.getPriceBook())
            .setVersion(version.getVersion())
            .build();
    try {
      return ItemServiceGrpc.newBlockingStub(channel)
          .withCallCredentials(new BearerCredentials(() -> tokens.tokenFor(tenant)))
          .withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
          .lookupPrice(
              LookupPriceRequest.newBuilder()
                  .setProduct(version.getProduct())
                  .putAllDimensions(version.getDimensionsMap())
                  .setEventTime(version.getEventTime())
                  .setCurrency(currency)
                  .setLadder(PriceLadder.newBuilder().setList(book).setPinnedOnly(true))
                  .build());
    } catch (StatusRuntimeException failure) {
      if (failure.getStatus().getCode() == Status.Code.NOT_FOUND) {
        var message =
            "is no published version: %s %d"
                .formatted(version.getPriceBook(), version.getVersion());
        throw new Refusal(
                PricingReason.PRICING_INVALID,
                "price_version " + message,
                List.of(new Refusal.Fault("price_version", message)))
            .asException();
      }
      throw failure;
    }
  }

  /** The version stands on the list's rung, and nothing on the others. */
  private static String whyNone(PriceVersion version, LookupPriceResponse found) {
    return found.getRungsList().stream()
        .filter(rung -> rung.getRung() == LadderRung.LIST)
        .map(LookupPriceResponse.RungAnswer::getWords)
        .findFirst()
        .map(words -> "%s: %s".formatted(version.getProduct(), words))
        .orElse(version.getProduct());
  }
}
