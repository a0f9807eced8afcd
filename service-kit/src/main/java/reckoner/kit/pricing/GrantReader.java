package reckoner.kit.pricing;

import com.google.protobuf.Timestamp;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import reckoner.kit.wire.Wire;
import reckoner.pricing.Rate;
import reckoner.pricing.credit.Charge;
import reckoner.pricing.credit.Eligibility;
import reckoner.pricing.credit.Grant;
import reckoner.pricing.credit.GrantOrder;
import reckoner.proto.pricing.v1.CreditCharge;

/** Grants, and what they pay, between the proto and the kernel. */
final class GrantReader {
  private static final Rate GIFT = new Rate(BigDecimal.ZERO, 1);

  private final Faults faults;

  GrantReader(Faults faults) {
    this.faults = faults;
  }

  List<Grant> grants(String field, List<reckoner.proto.pricing.v1.Grant> wire, Once ids) {
    var grants = new ArrayList<Grant>(wire.size());
    for (int i = 0; i < wire.size(); i++) {
      var at = "%s[%d]".formatted(field, i);
      ids.add(at + ".id", wire.get(i).getId());
      grant(at, wire.get(i)).ifPresent(grants::add);
    }
    return grants;
  }

  private Optional<Grant> grant(String field, reckoner.proto.pricing.v1.Grant wire) {
    var costBasis =
        wire.hasCostBasis()
            ? new TiersReader(faults).rate(field + ".cost_basis", wire.getCostBasis())
            : GIFT;
    var original = faults.amount(field + ".amount", wire.getAmount());
    var remaining =
        wire.getRemaining().isEmpty()
            ? original
            : faults.amount(field + ".remaining", wire.getRemaining());
    return faults.made(
        field,
        () ->
            new Grant(
                wire.getId(),
                wire.getPriority(),
                type(wire.getType()),
                kind(wire.getKind()),
                costBasis,
                wire.getCreated(),
                wire.hasStartTime() ? Wire.instant(wire.getStartTime()) : Instant.MIN,
                instant(wire.hasExpiryTime(), wire.getExpiryTime()),
                new Eligibility(new HashSet<>(wire.getProductsList()), wire.getDimensionsMap()),
                original,
                remaining));
  }

  static Optional<Instant> instant(boolean isSet, Timestamp time) {
    return isSet ? Optional.of(Wire.instant(time)) : Optional.empty();
  }

  List<Charge> charges(String field, List<CreditCharge> wire, Once ids) {
    var charges = new ArrayList<Charge>(wire.size());
    for (int i = 0; i < wire.size(); i++) {
      var at = "%s[%d]".formatted(field, i);
      var one = wire.get(i);
      ids.add(at + ".id", one.getId());
      charges.add(
          new Charge(
              one.getId(),
              one.getProduct(),
              one.getDimensionsMap(),
              Wire.instant(one.getEventTime()),
              faults.amount(at + ".amount", one.getAmount())));
    }
    return charges;
  }

  private static Grant.Kind kind(reckoner.proto.pricing.v1.Grant.Kind wire) {
    return switch (wire) {
      case KIND_UNSPECIFIED, PAID -> Grant.Kind.PAID;
      case PROMOTIONAL -> Grant.Kind.PROMOTIONAL;
      case UNRECOGNIZED -> throw Faults.unchecked("kind");
    };
  }

  private static Grant.Type type(reckoner.proto.pricing.v1.Grant.Type wire) {
    return switch (wire) {
      case POSTPAID_ROLLOVER -> Grant.Type.POSTPAID_ROLLOVER;
      case PREPAID_ROLLOVER -> Grant.Type.PREPAID_ROLLOVER;
      case TYPE_UNSPECIFIED, PREPAID -> Grant.Type.PREPAID;
      case POSTPAID -> Grant.Type.POSTPAID;
      case LAST_ROLLOVER -> Grant.Type.LAST_ROLLOVER;
      case UNRECOGNIZED -> throw Faults.unchecked("type");
    };
  }

  static List<GrantOrder> order(List<reckoner.proto.pricing.v1.GrantOrder> wire) {
    return wire.isEmpty()
        ? GrantOrder.DEFAULT
        : wire.stream().map(GrantReader::comparator).toList();
  }

  private static GrantOrder comparator(reckoner.proto.pricing.v1.GrantOrder wire) {
    return switch (wire) {
      case PRIORITY -> GrantOrder.PRIORITY;
      case SOONEST_EXPIRY -> GrantOrder.SOONEST_EXPIRY;
      case PROMOTIONAL_FIRST -> GrantOrder.PROMOTIONAL_FIRST;
      case OLDEST -> GrantOrder.OLDEST;
      case ID -> GrantOrder.ID;
      case TYPE -> GrantOrder.TYPE;
      case LOWEST_COST_BASIS -> GrantOrder.LOWEST_COST_BASIS;
      case FEWEST_PRODUCTS -> GrantOrder.FEWEST_PRODUCTS;
      case FEWEST_DIMENSIONS -> GrantOrder.FEWEST_DIMENSIONS;
      case EARLIEST_START -> GrantOrder.EARLIEST_START;
      case LATEST_START -> GrantOrder.LATEST_START;
      case GRANT_ORDER_UNSPECIFIED, UNRECOGNIZED -> throw Faults.unchecked("order");
    };
  }
}
