package reckoner.kit.pricing;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import reckoner.kit.wire.Wire;
import reckoner.pricing.Decimals;
import reckoner.pricing.credit.Grant;
import reckoner.pricing.credit.Rollover;
import reckoner.proto.pricing.v1.RenewGrantsRequest;
import reckoner.proto.pricing.v1.RenewGrantsResponse;

/** What of expired grants lapses and what rolls over. */
final class RenewalMethods {
  private static final String ROLLED = "-rolled";
  private static final Rollover NOTHING = Rollover.ofOriginal(BigDecimal.ZERO);

  private RenewalMethods() {}

  static RenewGrantsResponse renew(RenewGrantsRequest request) {
    var faults = new Faults();
    var ids = new Once(faults);
    var grants = new GrantReader(faults).grants("grants", request.getGrantsList(), ids);
    var time = Wire.instant(request.getTime());
    var rollover =
        request.hasRollover()
            ? new PolicyReader(faults).rollover("rollover", request.getRollover())
            : Optional.of(NOTHING);
    var nextExpiry = GrantReader.instant(request.hasNextExpiryTime(), request.getNextExpiryTime());
    if (nextExpiry.isPresent() && !nextExpiry.get().isAfter(time)) {
      faults.add("next_expiry_time", "is not after time");
    }
    faults.throwIfAny();
    // a period that is not followed by another takes nothing over
    var rule = request.getLastPeriod() ? NOTHING : rollover.orElseThrow();
    long created = grants.stream().mapToLong(Grant::created).max().orElse(0);
    var response = RenewGrantsResponse.newBuilder();
    var rolled = new ArrayList<Grant>();
    for (int i = 0; i < grants.size(); i++) {
      var grant = grants.get(i);
      if (!isRenewed(grant, time)) {
        response.addGrants(GrantWriter.grant(grant));
        continue;
      }
      var next = new Rollover.Next(grant.id() + ROLLED, created, time, nextExpiry);
      var renewal = rule.renew(grant, next);
      response.addGrants(GrantWriter.grant(renewal.old()));
      var wire =
          response
              .addRenewalsBuilder()
              .setGrant(grant.id())
              .setRolled(Decimals.plain(renewal.parts().rolled()))
              .setLapsed(Decimals.plain(renewal.parts().lapsed()));
      if (renewal.rolled().isPresent()) {
        ids.add("grants[%d].id".formatted(i), next.grant());
        wire.setRolledGrant(next.grant());
        rolled.add(renewal.rolled().get());
      }
    }
    faults.throwIfAny();
    rolled.forEach(grant -> response.addGrants(GrantWriter.grant(grant)));
    return response.build();
  }

  private static boolean isRenewed(Grant grant, Instant time) {
    return grant.expiry().filter(expiry -> !expiry.isAfter(time)).isPresent()
        && grant.remaining().signum() > 0;
  }
}
