package reckoner.invoicing.rendering;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import java.util.Locale;
import java.util.regex.Pattern;
import reckoner.invoicing.BilledPeriod;
import reckoner.pricing.Decimals;

/** Numbers and dates as documents show them. */
final class Shown {
  private static final Pattern THOUSANDS = Pattern.compile("(?<=[0-9])(?=([0-9]{3})+(?![0-9]))");
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);
  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("d MMMM uuuu HH:mm:ss xxx", Locale.ENGLISH);

  private Shown() {}

  /** A rounded amount with all digits of its currency, e.g. {@code 99.50}. */
  static String minorUnits(BigDecimal amount, Currency currency) {
    return amount.setScale(currency.getDefaultFractionDigits()).toPlainString();
  }

  /** Normalised digits with commas between thousands, e.g. {@code 1,234,567.5}. */
  static String number(BigDecimal value) {
    return grouped(Decimals.plain(value));
  }

  /** A rounded amount with commas between thousands, e.g. {@code 1,234.50}. */
  static String money(BigDecimal amount, Currency currency) {
    return grouped(minorUnits(amount, currency));
  }

  static String date(Instant time, ZoneId zone) {
    return DATE.format(time.atZone(zone));
  }

  /**
   * Whole civil days with the last one inclusive, as people read periods; where an end is not the
   * start of a day, both ends to the second, the end exclusive.
   */
  static String period(BilledPeriod period, ZoneId zone) {
    var start = period.start().atZone(zone);
    var end = period.end().atZone(zone);
    if (startsItsDay(start) && startsItsDay(end)) {
      var last = end.toLocalDate().minusDays(1);
      return DATE.format(start) + " – " + DATE.format(last);
    }
    return DATE_TIME.format(start) + " until " + DATE_TIME.format(end);
  }

  private static boolean startsItsDay(ZonedDateTime time) {
    return time.toInstant().equals(time.toLocalDate().atStartOfDay(time.getZone()).toInstant());
  }

  private static String grouped(String plain) {
    int point = plain.indexOf('.');
    var whole = point < 0 ? plain : plain.substring(0, point);
    var fraction = point < 0 ? "" : plain.substring(point);
    return THOUSANDS.matcher(whole).replaceAll(",") + fraction;
  }
}
