package reckoner.standalone.demo;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What the inputs say before the first call: month, customers, and how business time has to move.
 *
 * @param rows number of rows from which an event can be made
 * @param unreadable number of lines from which none can be made
 */
record DemoPlan(
    YearMonth month,
    List<DemoCustomer> customers,
    Instant latestEvent,
    long rows,
    long unreadable) {
  private static final int CUSTOMER_LENGTH_MAX = 100;

  DemoPlan {
    customers = List.copyOf(customers);
  }

  static DemoPlan of(DemoInputs inputs) {
    var scan = new Scan();
    for (var trace : inputs.traces()) {
      TraceReader.read(trace.file(), scan::add);
    }
    var month = inputs.month() == null ? scan.fullestMonth() : inputs.month();
    return new DemoPlan(
        month,
        customers(inputs.customers(), scan.named),
        scan.latestEvent,
        scan.rows,
        scan.unreadable);
  }

  private static List<DemoCustomer> customers(int numbered, LinkedHashSet<String> named) {
    var customers =
        new ArrayList<>(IntStream.range(0, numbered).mapToObj(DemoCustomer::numbered).toList());
    var known = new LinkedHashSet<>(customers.stream().map(DemoCustomer::key).toList());
    for (var key : named) {
      if (known.add(key)) {
        customers.add(DemoCustomer.named(key, customers.size()));
      }
    }
    if (customers.size() > numbered + DemoInputs.CUSTOMERS_MAX) {
      throw new BadInput(
          "the rows name %d customers; the demo takes at most %d"
              .formatted(customers.size() - numbered, DemoInputs.CUSTOMERS_MAX));
    }
    return customers;
  }

  /** The customer of a row: the one that it names, or by its number. */
  static String customerOf(TraceLine.Row row, int numbered) {
    return row.customer().orElseGet(() -> DemoCustomer.keyOf(row.row() % numbered));
  }

  Instant earliestStart() {
    return customers.stream()
        .map(customer -> customer.start(month))
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  Instant latestEnd() {
    return customers.stream()
        .map(customer -> customer.end(month))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** Collects what the plan needs of the lines. */
  private static final class Scan {
    private final Map<YearMonth, Long> months = new TreeMap<>();
    private final LinkedHashSet<String> named = new LinkedHashSet<>();
    private Instant latestEvent = Instant.EPOCH;
    private long rows;
    private long unreadable;

    void add(TraceLine line) {
      switch (line) {
        case TraceLine.Broken broken -> unreadable++;
        case TraceLine.Row row -> {
          rows++;
          months.merge(YearMonth.from(row.eventTime().atOffset(ZoneOffset.UTC)), 1L, Long::sum);
          latestEvent = row.eventTime().isAfter(latestEvent) ? row.eventTime() : latestEvent;
          // a longer one is no customer's key; the rating service refuses its usage by name
          row.customer().filter(key -> key.length() <= CUSTOMER_LENGTH_MAX).ifPresent(named::add);
        }
      }
    }

    YearMonth fullestMonth() {
      return months.entrySet().stream()
          .max(
              Map.Entry.<YearMonth, Long>comparingByValue()
                  .thenComparing(Map.Entry::getKey, Comparator.reverseOrder()))
          .map(Map.Entry::getKey)
          .orElseThrow(() ->
              new BadInput("the traces have no readable row: say the month with --month YYYY-MM"));
    }
  }
}
