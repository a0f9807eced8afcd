package reckoner.rating;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Pricing as of the catalog's newest position, kept from batch to batch with the ladders and lines
 * that it met, which a profile of ingest showed. One batch uses one at a time.
 */
final class KeptPricing {
  /** Of all that are idle; one takes some hundred bytes. */
  private static final int KEPT_MAX = 200_000;

  private final Catalog catalog;
  // used last comes last
  private final Deque<Idle> idle = new ArrayDeque<>();
  private int kept;

  private record Idle(String tenant, Pricing pricing, int kept) {}

  KeptPricing(Catalog catalog) {
    this.catalog = catalog;
  }

  /** Asks the catalog for its position. */
  Pricing take(String tenant) {
    long position = catalog.newestPosition(tenant);
    var known = takeIdle(tenant, position);
    return known == null ? new Pricing(catalog, tenant, position) : known;
  }

  private synchronized @Nullable Pricing takeIdle(String tenant, long position) {
    @Nullable Pricing found = null;
    for (var each = idle.descendingIterator(); each.hasNext() && found == null; ) {
      var one = each.next();
      if (one.tenant().equals(tenant)) {
        each.remove();
        kept -= one.kept();
        if (one.pricing().position() == position) {
          found = one.pricing();
        }
      }
    }
    return found;
  }

  synchronized void giveBack(String tenant, Pricing pricing) {
    var given = new Idle(tenant, pricing, 1 + pricing.kept());
    idle.addLast(given);
    kept += given.kept();
    while (kept > KEPT_MAX) {
      kept -= idle.removeFirst().kept();
    }
  }
}
