package reckoner.catalog.item.wire;

import com.google.protobuf.Timestamp;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reckoner.catalog.item.ConditionCheck;
import reckoner.catalog.item.ConditionCheck.Over;
import reckoner.catalog.item.ItemContent;
import reckoner.kit.pricing.Faults;
import reckoner.kit.pricing.TermsReader;
import reckoner.kit.pricing.TiersReader;
import reckoner.proto.catalog.v1.CreditUnit;
import reckoner.proto.catalog.v1.Entitlement;
import reckoner.proto.catalog.v1.OutcomeDefinition;
import reckoner.proto.catalog.v1.Product;

/** Products, credit units, outcomes and entitlements. */
final class PartsReader {
  private PartsReader() {}

  static ItemContent product(Faults faults, Product wire) {
    if (!wire.getOutcomeDefinition().isEmpty() && wire.getSurface() != Product.Surface.OUTCOME) {
      faults.add("product.outcome_definition", "is only of surface OUTCOME");
    }
    return new ItemContent.Product(
        wire.getUnit(), orNone(wire.getMeter()), orNone(wire.getOutcomeDefinition()));
  }

  static ItemContent creditUnit(Faults faults, CreditUnit wire) {
    var terms = new TermsReader(faults);
    var rates = new TiersReader(faults);
    var starts = new HashSet<List<Object>>();
    for (int i = 0; i < wire.getConversionsCount(); i++) {
      var one = wire.getConversions(i);
      var at = "credit_unit.conversions[%d]".formatted(i);
      terms.currency(at + ".currency", one.getCurrency());
      rates.rate(at + ".rate", one.getRate());
      if (!starts.add(List.of(one.getCurrency(), one.getStartTime()))) {
        faults.add(at + ".start_time", "is that of another conversion of " + one.getCurrency());
      }
    }
    var burns = new HashSet<Timestamp>();
    for (int i = 0; i < wire.getBurnsCount(); i++) {
      var one = wire.getBurns(i);
      var at = "credit_unit.burns[%d]".formatted(i);
      one.getCreditsMap()
          .forEach((value, rate) -> rates.rate("%s.credits[%s]".formatted(at, value), rate));
      if (!burns.add(one.getStartTime())) {
        faults.add(at + ".start_time", "is that of another table");
      }
    }
    return new ItemContent.CreditUnit();
  }

  static ItemContent outcome(Faults faults, ConditionCheck conditions, OutcomeDefinition wire) {
    condition(faults, conditions, "condition", wire.getCondition());
    condition(faults, conditions, "not_charged", wire.getNotCharged());
    return new ItemContent.OutcomeDefinition();
  }

  private static void condition(
      Faults faults, ConditionCheck conditions, String field, String text) {
    if (!text.isEmpty()) {
      conditions
          .fault(Over.OUTCOMES, text)
          .ifPresent(fault -> faults.add("outcome_definition." + field, fault));
    }
  }

  static ItemContent entitlement(Entitlement wire) {
    return new ItemContent.Entitlement(
        switch (wire.getTypeCase()) {
          case LIMIT -> orNone(wire.getLimit().getMeter());
          case RATE -> orNone(wire.getRate().getMeter());
          case FEATURE, TYPE_NOT_SET -> null;
        });
  }

  private static @Nullable String orNone(String key) {
    return key.isEmpty() ? null : key;
  }
}
