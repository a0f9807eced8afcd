package reckoner.catalog.item;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.book.PriceBook;

/** Says in words what differs between two versions of an item. */
public final class DiffVersions {
  private static final byte[] NOTHING = {};

  private final ItemStore items;
  private final ItemForm form;

  public DiffVersions(ItemStore items, ItemForm form) {
    this.items = items;
    this.form = form;
  }

  /**
   * @param from 0 for nothing, so that everything is new
   * @param to 0 for the draft
   */
  public List<String> run(String tenant, ItemName name, int from, int to) {
    var after = to == 0 ? draft(tenant, name) : version(tenant, name, to);
    var before = from == 0 ? NOTHING : version(tenant, name, from);
    var differences = new ArrayList<>(form.differences(before, after));
    if (form.content(after) instanceof ItemContent.Prices prices) {
      differences.addAll(prices(tenant, from == 0 ? null : form.content(before), prices));
    }
    return Sentences.bounded(differences);
  }

  private List<String> prices(
      String tenant, @Nullable ItemContent before, ItemContent.Prices after) {
    var old =
        before instanceof ItemContent.Prices prices
            ? prices.book()
            : new PriceBook(after.book().dimensions(), List.of());
    return new ProductWords(items, form, tenant, after.currency()).differences(old, after.book());
  }

  private byte[] draft(String tenant, ItemName name) {
    if (items.draft(tenant, name).isEmpty()) {
      throw ItemRefusals.draftUnknown(items, tenant, name);
    }
    return items.draftContent(tenant, name);
  }

  private byte[] version(String tenant, ItemName name, int number) {
    if (items.version(tenant, name, number).isEmpty()) {
      throw ItemRefusals.versionUnknown(items, tenant, name, number);
    }
    return items.versionContent(tenant, name, number);
  }
}
