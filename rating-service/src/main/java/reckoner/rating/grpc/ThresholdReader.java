package reckoner.rating.grpc;

import com.google.type.Decimal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.wire.Wire;
import reckoner.pricing.DecimalFault;
import reckoner.pricing.Decimals;
import reckoner.proto.rating.v1.CommitmentThreshold;
import reckoner.rating.RatingReason;
import reckoner.rating.Threshold;
import reckoner.rating.wire.SpendForm;

/** Reads a threshold; names every fault at once. */
final class ThresholdReader {
  private static final BigDecimal PERCENT_MAX = BigDecimal.valueOf(1_000);

  private final List<Refusal.Fault> faults = new ArrayList<>();

  private ThresholdReader() {}

  static Threshold read(reckoner.proto.rating.v1.Threshold message) {
    var reader = new ThresholdReader();
    reader.check(message);
    if (!reader.faults.isEmpty()) {
      throw new Refusal(
              RatingReason.THRESHOLD_INVALID,
              "threshold %s is at fault".formatted(message.getThreshold()),
              reader.faults)
          .asException();
    }
    return SpendForm.threshold(message);
  }

  private void check(reckoner.proto.rating.v1.Threshold message) {
    switch (message.getKindCase()) {
      case AMOUNT -> positive("amount.amount", message.getAmount().getAmount(), Decimals::amount);
      case QUANTITY ->
          positive("quantity.quantity", message.getQuantity().getQuantity(), Decimals::quantity);
      case COMMITMENT -> check(message.getCommitment());
      case KIND_NOT_SET -> fault("kind", "is missing");
    }
  }

  private void check(CommitmentThreshold commitment) {
    positive("commitment.amount", commitment.getAmount(), Decimals::amount);
    var percent = positive("commitment.percent", commitment.getPercent(), Decimals::multiplier);
    if (percent.compareTo(PERCENT_MAX) > 0) {
      fault("commitment.percent", "is above 1000");
    }
    var term = commitment.getTerm();
    if (commitment.hasTerm()
        && (!term.hasStartTime()
            || !term.hasEndTime()
            || !Wire.instant(term.getStartTime()).isBefore(Wire.instant(term.getEndTime())))) {
      fault("commitment.term", "has no start before an end");
    }
  }

  private BigDecimal positive(String field, Decimal decimal, Function<String, BigDecimal> reading) {
    try {
      var value = reading.apply(decimal.getValue());
      if (value.signum() == 0) {
        fault(field, "is not above 0");
      }
      return value;
    } catch (DecimalFault broken) {
      fault(field, String.valueOf(broken.getMessage()));
      return BigDecimal.ONE;
    }
  }

  private void fault(String field, String message) {
    faults.add(new Refusal.Fault("threshold." + field, message));
  }
}
