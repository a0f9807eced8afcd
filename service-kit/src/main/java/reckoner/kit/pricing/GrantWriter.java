package reckoner.kit.pricing;

import java.time.Instant;
import reckoner.kit.wire.Wire;
import reckoner.pricing.Decimals;
import reckoner.pricing.credit.Charge;
import reckoner.pricing.credit.Entry;
import reckoner.pricing.credit.Grant;
import reckoner.proto.pricing.v1.CreditCharge;
import reckoner.proto.pricing.v1.CreditEntry;

/** Grants, and what they paid, for the wire. */
final class GrantWriter {
  private GrantWriter() {}

  static reckoner.proto.pricing.v1.Grant grant(Grant grant) {
    var wire =
        reckoner.proto.pricing.v1.Grant.newBuilder()
            .setId(grant.id())
            .setPriority(grant.priority())
            .setType(type(grant.type()))
            .setKind(kind(grant.kind()))
            .setCreated(grant.created())
            .addAllProducts(grant.eligibility().products().stream().sorted().toList())
            .putAllDimensions(grant.eligibility().dimensions())
            .setAmount(Decimals.plain(grant.original()))
            .setRemaining(Decimals.plain(grant.remaining()));
    if (grant.costBasis().amount().signum() > 0) {
      wire.getCostBasisBuilder()
          .setAmount(Decimals.plain(grant.costBasis().amount()))
          .setPer(grant.costBasis().per());
    }
    if (!grant.effective().equals(Instant.MIN)) {
      wire.setStartTime(Wire.timestamp(grant.effective()));
    }
    grant.expiry().ifPresent(expiry -> wire.setExpiryTime(Wire.timestamp(expiry)));
    return wire.build();
  }

  private static reckoner.proto.pricing.v1.Grant.Kind kind(Grant.Kind kind) {
    return switch (kind) {
      case PAID -> reckoner.proto.pricing.v1.Grant.Kind.PAID;
      case PROMOTIONAL -> reckoner.proto.pricing.v1.Grant.Kind.PROMOTIONAL;
    };
  }

  private static reckoner.proto.pricing.v1.Grant.Type type(Grant.Type type) {
    return switch (type) {
      case POSTPAID_ROLLOVER -> reckoner.proto.pricing.v1.Grant.Type.POSTPAID_ROLLOVER;
      case PREPAID_ROLLOVER -> reckoner.proto.pricing.v1.Grant.Type.PREPAID_ROLLOVER;
      case PREPAID -> reckoner.proto.pricing.v1.Grant.Type.PREPAID;
      case POSTPAID -> reckoner.proto.pricing.v1.Grant.Type.POSTPAID;
      case LAST_ROLLOVER -> reckoner.proto.pricing.v1.Grant.Type.LAST_ROLLOVER;
    };
  }

  static CreditEntry entry(Entry entry) {
    return CreditEntry.newBuilder()
        .setGrant(entry.grant())
        .setCharge(entry.charge())
        .setAmount(Decimals.plain(entry.amount()))
        .build();
  }

  static CreditCharge charge(Charge charge) {
    return CreditCharge.newBuilder()
        .setId(charge.id())
        .setProduct(charge.product())
        .putAllDimensions(charge.dimensions())
        .setEventTime(Wire.timestamp(charge.eventTime()))
        .setAmount(Decimals.plain(charge.amount()))
        .build();
  }
}
