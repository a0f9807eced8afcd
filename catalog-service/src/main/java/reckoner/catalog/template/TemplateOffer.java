package reckoner.catalog.template;

import java.util.List;
import java.util.Optional;
import reckoner.proto.catalog.v1.Item;
import reckoner.proto.catalog.v1.Meter;
import reckoner.proto.catalog.v1.Offer;
import reckoner.proto.catalog.v1.PriceBook;
import reckoner.proto.catalog.v1.Product;
import reckoner.proto.catalog.v1.TemplateExample;

/**
 * An offer of a template with its worked example.
 *
 * @param name of the template; of an offer that is not the main one with the offer's key, such as
 *     {@code hybrid/helper-platform}
 * @param arithmetic how a person comes to the figures, line by line
 */
public record TemplateOffer(
    String name, List<Item> items, TemplateExample example, List<String> arithmetic) {
  public TemplateOffer {
    items = List.copyOf(items);
    arithmetic = List.copyOf(arithmetic);
  }

  public Offer offer() {
    return items.stream()
        .filter(item -> item.hasOffer() && item.getKey().equals(example.getOffer()))
        .findFirst()
        .map(Item::getOffer)
        .orElseThrow(() -> missing("offer", example.getOffer()));
  }

  public String currency() {
    return offer().getCurrency();
  }

  Product product(String key) {
    return items.stream()
        .filter(item -> item.hasProduct() && item.getKey().equals(key))
        .findFirst()
        .map(Item::getProduct)
        .orElseThrow(() -> missing("product", key));
  }

  /** Whether a product's quantity is ordered: nothing is measured, and no outcome is counted. */
  boolean isOrdered(String product) {
    var of = product(product);
    return of.getMeter().isEmpty() && of.getOutcomeDefinition().isEmpty();
  }

  Meter meterOf(String product) {
    var key = product(product).getMeter();
    return items.stream()
        .filter(item -> item.hasMeter() && item.getKey().equals(key))
        .findFirst()
        .map(Item::getMeter)
        .orElseThrow(() -> missing("meter", key));
  }

  /** The list: a template has one price book, for everybody. */
  public PriceBook book() {
    return items.stream()
        .filter(Item::hasPriceBook)
        .findFirst()
        .map(Item::getPriceBook)
        .orElseThrow(() -> missing("price book", "of the list"));
  }

  Optional<String> groupOf(String product) {
    return Optional.of(product(product).getGroup()).filter(group -> !group.isEmpty());
  }

  private IllegalStateException missing(String what, String key) {
    return new IllegalStateException("template %s has no %s %s".formatted(name, what, key));
  }
}
