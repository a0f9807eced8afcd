package reckoner.catalog.item;

/** For whom a price book is; the one goes before the next (RULES D2). */
public sealed interface Audience {
  /** One customer alone. */
  record OfCustomer(String customer) implements Audience {}

  /** The customers of a segment. */
  record OfSegment(String segment) implements Audience {}

  /** Everybody. */
  record Everybody() implements Audience {}

  default String words() {
    return switch (this) {
      case OfCustomer(var customer) -> "customer " + customer;
      case OfSegment(var segment) -> "segment " + segment;
      case Everybody() -> "everybody";
    };
  }
}
