package reckoner.kit.pricing;

import reckoner.pricing.document.Policies;
import reckoner.pricing.document.Policies.CreditPlace;
import reckoner.pricing.document.Policies.DiscountPlace;
import reckoner.pricing.document.Policies.MinimumPlace;
import reckoner.pricing.document.Policies.RoundingPlace;
import reckoner.pricing.document.Policies.Shortfall;
import reckoner.pricing.document.Policies.TaxPlace;
import reckoner.proto.pricing.v1.DocumentPolicies;

/** The choices of a document out of the proto. */
final class DocumentPoliciesReader {
  private final Faults faults;

  DocumentPoliciesReader(Faults faults) {
    this.faults = faults;
  }

  Policies policies(String field, DocumentPolicies wire) {
    return faults
        .made(
            field + ".minimums",
            () ->
                new Policies(
                    rounding(wire.getRoundingPlace()),
                    PolicyReader.drift(wire.getDrift()),
                    discounts(wire.getDiscounts()),
                    credits(wire.getCredits()),
                    minimums(wire.getMinimums()),
                    shortfall(wire.getShortfall()),
                    taxes(wire.getTaxes())))
        .orElseGet(Policies::defaults);
  }

  private static RoundingPlace rounding(DocumentPolicies.RoundingPlace wire) {
    return switch (wire) {
      case ROUNDING_PLACE_UNSPECIFIED, EACH_LINE -> RoundingPlace.LINE;
      case WHOLE_DOCUMENT -> RoundingPlace.DOCUMENT;
      case UNRECOGNIZED -> throw Faults.unchecked("rounding_place");
    };
  }

  private static DiscountPlace discounts(DocumentPolicies.DiscountPlace wire) {
    return switch (wire) {
      case DISCOUNT_PLACE_UNSPECIFIED, DISCOUNTS_BEFORE_TAX -> DiscountPlace.BEFORE_TAX;
      case DISCOUNTS_AFTER_TAX -> DiscountPlace.AFTER_TAX;
      case UNRECOGNIZED -> throw Faults.unchecked("discounts");
    };
  }

  private static CreditPlace credits(DocumentPolicies.CreditPlace wire) {
    return switch (wire) {
      case CREDIT_PLACE_UNSPECIFIED, CREDITS_BEFORE_TAX -> CreditPlace.BEFORE_TAX;
      case CREDITS_AFTER_TAX -> CreditPlace.AFTER_TAX;
      case CREDITS_NEVER_PAY_TAX -> CreditPlace.AFTER_TAX_NEVER_PAYING_TAX;
      case UNRECOGNIZED -> throw Faults.unchecked("credits");
    };
  }

  private static MinimumPlace minimums(DocumentPolicies.MinimumPlace wire) {
    return switch (wire) {
      case MINIMUM_PLACE_UNSPECIFIED, MINIMUMS_BEFORE_CREDITS -> MinimumPlace.BEFORE_CREDITS;
      case MINIMUMS_AFTER_CREDITS -> MinimumPlace.AFTER_CREDITS;
      case UNRECOGNIZED -> throw Faults.unchecked("minimums");
    };
  }

  private static Shortfall shortfall(DocumentPolicies.Shortfall wire) {
    return switch (wire) {
      case SHORTFALL_UNSPECIFIED, OWN_LINE -> Shortfall.OWN_LINE;
      case PRO_RATA -> Shortfall.PRO_RATA;
      case EVENLY -> Shortfall.EVENLY;
      case UNRECOGNIZED -> throw Faults.unchecked("shortfall");
    };
  }

  private static TaxPlace taxes(DocumentPolicies.TaxPlace wire) {
    return switch (wire) {
      case TAX_PLACE_UNSPECIFIED, TAX_EACH_LINE -> TaxPlace.LINE;
      case TAX_WHOLE_DOCUMENT -> TaxPlace.DOCUMENT;
      case UNRECOGNIZED -> throw Faults.unchecked("taxes");
    };
  }
}
