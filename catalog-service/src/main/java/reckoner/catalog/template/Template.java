package reckoner.catalog.template;

import java.util.List;
import reckoner.proto.catalog.v1.Item;

/**
 * A business model as a catalog file.
 *
 * @param name of its file, without the ending
 * @param file the documents of its items, as they stand in the file
 * @param offers the offers that have an example, the main one first
 */
public record Template(String name, String file, List<Item> items, List<TemplateOffer> offers) {
  public Template {
    items = List.copyOf(items);
    offers = List.copyOf(offers);
  }

  /** The one that is meant where only the template is named. */
  public TemplateOffer main() {
    return offers.getFirst();
  }
}
