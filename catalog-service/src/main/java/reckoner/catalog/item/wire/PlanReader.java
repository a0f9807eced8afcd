package reckoner.catalog.item.wire;

import java.util.ArrayList;
import reckoner.catalog.item.ItemContent;
import reckoner.catalog.item.ItemContent.MigrationPlan.Rule;
import reckoner.catalog.item.ItemContent.MigrationPlan.Whom;
import reckoner.catalog.item.ItemContent.MigrationTime;
import reckoner.kit.pricing.Faults;
import reckoner.proto.catalog.v1.MigrationPlan;

/** Plans by which contracts come to another version. */
public final class PlanReader {
  private PlanReader() {}

  /** A plan; what is at fault is noted below a field. */
  public static ItemContent.MigrationPlan plan(Faults faults, String at, MigrationPlan wire) {
    if (wire.getFromVersion() == wire.getToVersion()) {
      faults.add(at + ".to_version", "is the version that contracts leave");
    }
    var rules = new ArrayList<Rule>();
    for (int i = 0; i < wire.getRulesCount(); i++) {
      var rule = wire.getRules(i);
      var field = "%s.rules[%d]".formatted(at, i);
      var when = when(faults, field + ".when", rule.getWhen());
      switch (rule.getWhomCase()) {
        case CONTRACT -> rules.add(new Rule(Whom.CONTRACT, rule.getContract(), when));
        case CUSTOMER -> rules.add(new Rule(Whom.CUSTOMER, rule.getCustomer(), when));
        case SEGMENT -> rules.add(new Rule(Whom.SEGMENT, rule.getSegment(), when));
        case WHOM_NOT_SET -> faults.add(field, "names nobody");
      }
    }
    return new ItemContent.MigrationPlan(
        wire.getPriceBook(),
        wire.getFromVersion(),
        wire.getToVersion(),
        when(faults, at + ".when", wire.getWhen()),
        rules);
  }

  private static MigrationTime when(
      Faults faults, String field, reckoner.proto.catalog.v1.MigrationTime wire) {
    return switch (wire) {
      case NOW -> MigrationTime.NOW;
      case NEXT_PERIOD -> MigrationTime.NEXT_PERIOD;
      case RENEWAL -> MigrationTime.RENEWAL;
      case NEVER -> MigrationTime.NEVER;
      case MIGRATION_TIME_UNSPECIFIED, UNRECOGNIZED -> {
        faults.add(field, "is no time");
        yield MigrationTime.NEVER;
      }
    };
  }
}
