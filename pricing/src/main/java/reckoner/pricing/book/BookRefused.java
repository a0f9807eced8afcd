package reckoner.pricing.book;

import java.util.List;

/** A book that cannot be published, with all its faults. */
public final class BookRefused extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<BookFault> faults;

  private BookRefused(List<BookFault> faults) {
    super(
        "a book has %d fault(s), the first: %s"
            .formatted(faults.size(), faults.getFirst().words()));
    this.faults = List.copyOf(faults);
  }

  static void requireNone(List<BookFault> faults) {
    if (!faults.isEmpty()) {
      throw new BookRefused(faults);
    }
  }

  public List<BookFault> faults() {
    return faults;
  }
}
