package reckoner.catalog.template;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reckoner.proto.catalog.v1.ChargeUse;
import reckoner.proto.catalog.v1.ExampleVolume;
import reckoner.proto.catalog.v1.UnitUse;
import reckoner.proto.pricing.v1.Usage;

/** The usage of so many units: what each unit uses, multiplied exactly. */
final class VolumeUses {
  private VolumeUses() {}

  static List<ChargeUse> of(ExampleVolume volume, long units) {
    Map<String, ChargeUse.Builder> uses = new LinkedHashMap<>();
    for (var each : volume.getUsesList()) {
      uses.computeIfAbsent(each.getCharge(), charge -> ChargeUse.newBuilder().setCharge(charge))
          .addUsage(times(each, BigDecimal.valueOf(units)));
    }
    return uses.values().stream().map(ChargeUse.Builder::build).toList();
  }

  private static Usage times(UnitUse each, BigDecimal units) {
    var usage = each.getEach().toBuilder();
    usage.setQuantity(times(usage.getQuantity(), units));
    for (var name : each.getGrowingList()) {
      usage.putQuantities(name, times(usage.getQuantitiesOrThrow(name), units));
    }
    return usage.build();
  }

  private static String times(String quantity, BigDecimal units) {
    var product = new BigDecimal(quantity).multiply(units).stripTrailingZeros();
    return product.toPlainString();
  }
}
