package reckoner.standalone.demo;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;

/** A customer of the demo. */
record DemoCustomer(String key, String displayName, ZoneId zone) {
  private static final List<ZoneId> ZONES =
      List.of(ZoneId.of("UTC"), ZoneId.of("America/New_York"), ZoneId.of("Asia/Tokyo"));

  /** The customer of number k, from 0. */
  static DemoCustomer numbered(int number) {
    return named(keyOf(number), number);
  }

  /** A customer that a row names; it takes the next number. */
  static DemoCustomer named(String key, int number) {
    return new DemoCustomer(key, "Customer " + key, ZONES.get(number % ZONES.size()));
  }

  static String keyOf(long number) {
    return String.format(Locale.ROOT, "customer-%04d", number);
  }

  /** Quote and contract have the same key. */
  String contract(YearMonth month) {
    return key + "/" + month;
  }

  Instant start(YearMonth month) {
    return month.atDay(1).atStartOfDay(zone).toInstant();
  }

  Instant end(YearMonth month) {
    return start(month.plusMonths(1));
  }
}
