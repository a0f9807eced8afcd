package reckoner.catalog.item.wire;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;
import reckoner.catalog.item.ItemContent;
import reckoner.kit.pricing.Faults;
import reckoner.kit.pricing.TermsReader;
import reckoner.pricing.Decimals;
import reckoner.proto.catalog.v1.CreditGrant;
import reckoner.proto.catalog.v1.Offer;
import reckoner.proto.catalog.v1.OfferCharge;

/** Offers: the parts of one are checked against each other. */
final class OfferReader {
  private final Faults faults;
  private final TermsReader terms;

  OfferReader(Faults faults) {
    this.faults = faults;
    this.terms = new TermsReader(faults);
  }

  ItemContent offer(Offer wire) {
    terms.currency("offer.currency", wire.getCurrency());
    var charges = new HashSet<String>();
    var products = new HashSet<String>();
    for (int i = 0; i < wire.getChargesCount(); i++) {
      var charge = wire.getCharges(i);
      charge("offer.charges[%d]".formatted(i), charge, charges);
      products.add(charge.getProduct());
    }
    var entitlements = new HashSet<String>();
    for (int i = 0; i < wire.getEntitlementsCount(); i++) {
      var grant = wire.getEntitlements(i);
      var at = "offer.entitlements[%d]".formatted(i);
      once(at + ".entitlement", grant.getEntitlement(), entitlements);
      faults.quantityOrZero(at + ".limit", grant.getLimit());
    }
    var creditUnits = new HashSet<String>();
    for (int i = 0; i < wire.getCreditsCount(); i++) {
      credits("offer.credits[%d]".formatted(i), wire.getCredits(i));
      creditUnits.add(wire.getCredits(i).getCreditUnit());
    }
    commitments(wire, charges);
    return new ItemContent.Offer(products, entitlements, creditUnits);
  }

  private void charge(String at, OfferCharge wire, Set<String> keys) {
    once(at + ".key", wire.getKey(), keys);
    if (wire.hasTerms()) {
      terms.terms(at + ".terms", wire.getTerms());
    }
    faults.quantityOrZero(at + ".quantity", wire.getQuantity());
    var minimum = faults.amountOrNone(at + ".minimum", wire.getMinimum());
    var maximum = faults.amountOrNone(at + ".maximum", wire.getMaximum());
    if (minimum != null && maximum != null && minimum.compareTo(maximum) > 0) {
      faults.add(
          at + ".minimum",
          "is above the maximum: %s is more than %s"
              .formatted(Decimals.plain(minimum), Decimals.plain(maximum)));
    }
  }

  private void credits(String at, CreditGrant wire) {
    above(at + ".amount", faults.quantity(at + ".amount", wire.getAmount()).signum());
    faults.amountOrNone(at + ".price", wire.getPrice());
    if (wire.hasRollover()) {
      var rollover = wire.getRollover();
      var share = faults.multiplier(at + ".rollover.share", rollover.getShare());
      if (share.compareTo(BigDecimal.ONE) > 0) {
        faults.add(at + ".rollover.share", "is 0 to 1, not " + Decimals.plain(share));
      }
      faults.quantityOrZero(at + ".rollover.cap", rollover.getCap());
    }
  }

  private void commitments(Offer wire, Set<String> charges) {
    var keys = new HashSet<String>();
    for (int i = 0; i < wire.getCommitmentsCount(); i++) {
      var commitment = wire.getCommitments(i);
      var at = "offer.commitments[%d]".formatted(i);
      once(at + ".key", commitment.getKey(), keys);
      above(at + ".amount", faults.amount(at + ".amount", commitment.getAmount()).signum());
      if (!commitment.getOverageMultiplier().isEmpty()) {
        var field = at + ".overage_multiplier";
        above(field, faults.multiplier(field, commitment.getOverageMultiplier()).signum());
      }
      for (int c = 0; c < commitment.getChargesCount(); c++) {
        if (!charges.contains(commitment.getCharges(c))) {
          faults.add(
              "%s.charges[%d]".formatted(at, c),
              "is no charge of the offer: " + commitment.getCharges(c));
        }
      }
    }
  }

  private void once(String field, String key, Set<String> keys) {
    if (!keys.add(key)) {
      faults.add(field, "stands twice: " + key);
    }
  }

  private void above(String field, int sign) {
    if (sign == 0) {
      faults.add(field, "is above 0");
    }
  }
}
