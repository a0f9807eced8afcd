package reckoner.kit.pricing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import reckoner.pricing.Rate;
import reckoner.pricing.model.Packaging;
import reckoner.pricing.model.Packaging.PackageRounding;
import reckoner.pricing.model.Tier;
import reckoner.pricing.model.Tiers;
import reckoner.proto.pricing.v1.RiskAdjusted;

/** Rates, tiers and packages out of the proto. */
public final class TiersReader {
  private static final Rate FREE = new Rate(BigDecimal.ZERO, 1);
  private static final Tiers STAND_IN = Tiers.of(List.of(Tier.last(FREE)));

  private final Faults faults;

  public TiersReader(Faults faults) {
    this.faults = faults;
  }

  public Rate rate(String field, reckoner.proto.pricing.v1.Rate wire) {
    return new Rate(faults.amount(field + ".amount", wire.getAmount()), Math.max(1, wire.getPer()));
  }

  Packaging packaging(String field, reckoner.proto.pricing.v1.Packaging wire) {
    var size = faults.quantity(field + ".size", wire.getSize());
    var rounding =
        switch (wire.getRounding()) {
          case ROUNDING_UNSPECIFIED, UP_ON_TOTAL -> PackageRounding.UP_ON_TOTAL;
          case UP_PER_TIER -> PackageRounding.UP_PER_TIER;
          case DOWN -> PackageRounding.DOWN;
          case UNRECOGNIZED -> throw Faults.unchecked("rounding");
        };
    return faults.checked(
        field,
        () -> new Packaging(size, rounding, wire.getMinimum()),
        new Packaging(BigDecimal.ONE, rounding, 0));
  }

  Tiers tiers(String field, reckoner.proto.pricing.v1.Tiers wire) {
    var rows = new ArrayList<Tier>();
    var starts = new ArrayList<BigDecimal>();
    var reached = BigDecimal.ZERO;
    for (int i = 0; i < wire.getTiersCount(); i++) {
      var tier = wire.getTiers(i);
      var at = "%s.tiers[%d]".formatted(field, i);
      var upTo = tier.getUpTo().isEmpty() ? null : faults.quantity(at + ".up_to", tier.getUpTo());
      rows.add(
          new Tier(
              upTo,
              tier.hasRate() ? rate(at + ".rate", tier.getRate()) : FREE,
              faults.amountOrZero(at + ".flat", tier.getFlat())));
      starts.add(
          tier.getFrom().isEmpty() ? reached : faults.quantity(at + ".from", tier.getFrom()));
      reached = upTo == null ? reached : upTo;
    }
    var packaging =
        wire.hasPackaging() ? packaging(field + ".packaging", wire.getPackaging()) : null;
    var edge = edge(wire.getEdge());
    var zero =
        switch (wire.getZero()) {
          case ZERO_UNSPECIFIED, NOTHING -> Tiers.Zero.NOTHING;
          case FIRST_FLAT -> Tiers.Zero.FIRST_FLAT;
          case UNRECOGNIZED -> throw Faults.unchecked("zero");
        };
    return faults.checked(
        field,
        () -> {
          var tiers = new Tiers(rows, edge, zero, packaging);
          tiers.requireStarts(starts);
          return tiers;
        },
        STAND_IN);
  }

  Tiers bands(String field, RiskAdjusted.ByBand wire) {
    var rows = new ArrayList<Tier>();
    for (int i = 0; i < wire.getBandsCount(); i++) {
      var band = wire.getBands(i);
      var at = "%s.bands[%d]".formatted(field, i);
      var upTo = band.getUpTo().isEmpty() ? null : faults.quantity(at + ".up_to", band.getUpTo());
      var multiplier = faults.multiplier(at + ".multiplier", band.getMultiplier());
      rows.add(new Tier(upTo, new Rate(multiplier, 1), BigDecimal.ZERO));
    }
    var edge = edge(wire.getEdge());
    return faults.checked(field, () -> new Tiers(rows, edge, Tiers.Zero.NOTHING, null), STAND_IN);
  }

  static Tiers.Edge edge(reckoner.proto.pricing.v1.Tiers.Edge wire) {
    return switch (wire) {
      case EDGE_UNSPECIFIED, UPPER_INCLUSIVE -> Tiers.Edge.UPPER_INCLUSIVE;
      case UPPER_EXCLUSIVE -> Tiers.Edge.UPPER_EXCLUSIVE;
      case UNRECOGNIZED -> throw Faults.unchecked("edge");
    };
  }
}
