package reckoner.kit.pricing;

import java.math.BigDecimal;
import reckoner.pricing.Decimals;
import reckoner.pricing.model.Step;

/** The steps of an explanation for the wire. */
final class StepWriter {
  private StepWriter() {}

  static reckoner.proto.pricing.v1.Step step(Step step) {
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
