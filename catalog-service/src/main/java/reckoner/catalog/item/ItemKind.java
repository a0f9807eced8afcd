package reckoner.catalog.item;

import java.util.Locale;

/** What kinds of items there are. */
public enum ItemKind {
  PRODUCT,
  METER,
  PRICE_BOOK,
  OFFER,
  CREDIT_UNIT,
  COST_BOOK,
  OUTCOME_DEFINITION,
  ENTITLEMENT,
  MIGRATION_PLAN;

  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
