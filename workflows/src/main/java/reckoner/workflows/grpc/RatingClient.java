package reckoner.workflows.grpc;

import static java.util.stream.Collectors.joining;

import com.google.type.Decimal;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.ClosePeriodRequest;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.GetClosedPeriodRequest;
import reckoner.proto.rating.v1.PriceStep;
import reckoner.proto.rating.v1.RegisterContractRequest;
import reckoner.proto.rating.v1.UnpricedUsage;
import reckoner.workflows.Contract;
import reckoner.workflows.DueCharge;
import reckoner.workflows.NeighbourFailure;
import reckoner.workflows.QuoteLine;
import reckoner.workflows.Rating;

/** Calls rating. Request ids come from business keys, so that every attempt is the same request. */
@Singleton
class RatingClient implements Rating {
  private static final int UNPRICED_SHOWN_MAX = 20;

  private final Neighbours neighbours;

  RatingClient(Neighbours neighbours) {
    this.neighbours = neighbours;
  }

  @Override
  public RegisterResult register(String tenant, Contract contract, List<QuoteLine> lines) {
    var request =
        RegisterContractRequest.newBuilder()
            .setRequestId("register/" + contract.contract())
            .setContract(RatingTerms.write(contract, lines))
            .build();
    try {
      var _ =
          Failures.told(
              () -> neighbours.rating(tenant, Neighbours.DEADLINE).registerContract(request));
      return new Registered();
    } catch (NeighbourFailure failure) {
      if (failure.isRefusal()) {
        return new Refused(failure.reason(), failure.message());
      }
      throw failure;
    }
  }

  @Override
  public CloseResult close(String tenant, String contract, Instant periodStart) {
    var period =
        neighbours
            .rating(tenant, Neighbours.CLOSE_DEADLINE)
            .closePeriod(
                ClosePeriodRequest.newBuilder()
                    .setRequestId("close/%s/%s".formatted(contract, periodStart))
                    .setContract(contract)
                    .setPeriodStart(Wire.timestamp(periodStart))
                    .build());
    return switch (period.getState()) {
      case CLOSED -> new Closed();
      case BLOCKED -> new Blocked(blockedMessage(period));
      case QUERIED, STATE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalStateException("rating answered an unknown state of a period");
    };
  }

  private static String blockedMessage(ClosedPeriod period) {
    if (period.getUnpricedCount() == 0) {
      return "usage of the period is unpriced";
    }
    var shown =
        period.getUnpricedList().stream()
            .limit(UNPRICED_SHOWN_MAX)
            .map(RatingClient::unpriced)
            .collect(joining("; "));
    int more = period.getUnpricedCount() - UNPRICED_SHOWN_MAX;
    return more > 0 ? "%s; and %d more".formatted(shown, more) : shown;
  }

  private static String unpriced(UnpricedUsage usage) {
    return "%s %s: %s for %d event(s)"
        .formatted(usage.getProvider(), usage.getModel(), usage.getReason(), usage.getEvents());
  }

  @Override
  public List<DueCharge> dueCharges(String tenant, String contract, Instant periodStart) {
    var request =
        GetClosedPeriodRequest.newBuilder()
            .setContract(contract)
            .setPeriodStart(Wire.timestamp(periodStart))
            .build();
    var period =
        Failures.told(
            () -> neighbours.rating(tenant, Neighbours.DEADLINE).getClosedPeriod(request));
    return period.getChargesList().stream().map(RatingClient::charge).toList();
  }

  private static DueCharge charge(reckoner.proto.rating.v1.DueCharge wire) {
    return new DueCharge(
        wire.getCharge(),
        wire.getDisplayName(),
        wire.getPart(),
        wire.getRevision(),
        wire.getProvider(),
        wire.getModel(),
        wire.getTokenClass(),
        wire.getPriceVersion(),
        number(wire.getQuantity()),
        number(wire.getAllowance()),
        number(wire.getQuantityPriced()),
        number(wire.getAmountExact()),
        number(wire.getAmount()),
        wire.getStepsList().stream().map(RatingClient::step).toList());
  }

  private static DueCharge.Step step(PriceStep wire) {
    return new DueCharge.Step(
        wire.getCondition(),
        number(wire.getQuantity()),
        number(wire.getAllowance()),
        number(wire.getQuantityPriced()),
        number(wire.getPrice()),
        wire.getPer(),
        number(wire.getAmountExact()));
  }

  /** A number that rating computed; unlike one from outside it may have any scale. */
  private static BigDecimal number(Decimal wire) {
    try {
      return new BigDecimal(wire.getValue());
    } catch (NumberFormatException noNumber) {
      throw Failures.malformed("rating answered a number that is none: " + wire.getValue());
    }
  }
}
