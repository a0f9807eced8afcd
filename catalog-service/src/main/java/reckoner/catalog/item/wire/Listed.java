package reckoner.catalog.item.wire;

import reckoner.proto.catalog.v1.Item;

/** Items without what lists leave out. */
final class Listed {
  private Listed() {}

  /** Without prices and costs. */
  static Item of(Item item) {
    return switch (item.getContentCase()) {
      case PRICE_BOOK -> withoutPrices(item);
      case COST_BOOK -> {
        var shorter = item.toBuilder();
        shorter.getCostBookBuilder().clearCosts();
        yield shorter.build();
      }
      case PRODUCT,
          METER,
          OFFER,
          CREDIT_UNIT,
          OUTCOME_DEFINITION,
          ENTITLEMENT,
          MIGRATION_PLAN,
          CONTENT_NOT_SET ->
          item;
    };
  }

  /** Without prices, but with costs. */
  static Item withoutPrices(Item item) {
    if (!item.hasPriceBook()) {
      return item;
    }
    var shorter = item.toBuilder();
    shorter.getPriceBookBuilder().clearPrices();
    return shorter.build();
  }
}
