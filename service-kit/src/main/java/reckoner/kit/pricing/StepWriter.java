package reckoner.kit.pricing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import reckoner.kit.net.Channels;
import reckoner.pricing.Decimals;
import reckoner.pricing.model.Step;

/** The steps of a reply's explanations for the wire; no more than a message may carry. */
public final class StepWriter {
  private final Faults faults;
  private long bytes = 0;

  StepWriter(Faults faults) {
    this.faults = faults;
  }

  /**
   * Steps that come after those that were written before.
   *
   * @param field what is refused where all would be more than a reply may carry
   */
  List<reckoner.proto.pricing.v1.Step> steps(String field, List<Step> steps) {
    var written = new ArrayList<reckoner.proto.pricing.v1.Step>(steps.size());
    for (var step : steps) {
      var wire = step(step);
      bytes += wire.getSerializedSize();
      if (bytes > Channels.MESSAGE_BYTES_MAX) {
        throw faults.refusal(
            field,
            "leads to an explanation of more than %d bytes; price less at a time"
                .formatted(Channels.MESSAGE_BYTES_MAX));
      }
      written.add(wire);
    }
    return written;
  }

  /** One step, which its caller bounds. */
  public static reckoner.proto.pricing.v1.Step step(Step step) {
    var wire =
        reckoner.proto.pricing.v1.Step.newBuilder()
            .setWords(step.words())
            .setPart(plain(step.part()));
    switch (step) {
      case Step.Converted s ->
          wire.getConvertedBuilder().setQuantity(plain(s.quantity())).setResult(plain(s.result()));
      case Step.Allowance s ->
          wire.getAllowanceBuilder()
              .setQuantity(plain(s.quantity()))
              .setUsed(plain(s.used()))
              .setQuantityPriced(plain(s.quantityPriced()));
      case Step.Chosen s -> wire.getChosenBuilder().setBy(s.by()).setValue(s.value());
      case Step.Packaged s ->
          wire.getPackagedBuilder()
              .setQuantity(plain(s.quantity()))
              .setSize(plain(s.size()))
              .setPackages(plain(s.packages()))
              .setQuantityPriced(plain(s.quantityPriced()));
      case Step.Fixed s ->
          wire.getFixedBuilder().setReason(s.reason()).setAmount(plain(s.amount()));
      case Step.Units s -> units(wire.getUnitsBuilder(), s);
      case Step.Raised s ->
          wire.getRaisedBuilder().setAmount(plain(s.amount())).setBound(plain(s.minimum()));
      case Step.Capped s ->
          wire.getCappedBuilder().setAmount(plain(s.amount())).setBound(plain(s.maximum()));
      case Step.Multiplied s ->
          wire.getMultipliedBuilder()
              .setReason(s.reason())
              .setAmount(plain(s.amount()))
              .setMultiplier(plain(s.multiplier()));
      case Step.Evaluated s ->
          wire.getEvaluatedBuilder().setFormula(s.formula()).setAmount(plain(s.amount()));
    }
    return wire.build();
  }

  private static void units(reckoner.proto.pricing.v1.Step.Units.Builder wire, Step.Units s) {
    wire.setTier(s.tier())
        .setFrom(plain(s.from()))
        .setUnits(plain(s.units()))
        .setFlat(plain(s.flat()));
    wire.getRateBuilder().setAmount(plain(s.rate().amount())).setPer(s.rate().per());
    var upTo = s.upTo();
    if (upTo != null) {
      wire.setUpTo(plain(upTo));
    }
  }

  private static String plain(BigDecimal value) {
    return Decimals.plain(value);
  }
}
