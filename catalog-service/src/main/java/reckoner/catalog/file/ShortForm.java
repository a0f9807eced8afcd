package reckoner.catalog.file;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.type.TimeOfDay;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reckoner.proto.pricing.v1.Rate;

/** Messages that a file writes as one text, each of which reads as exactly the message. */
enum ShortForm {
  /** {@code 2026-01-01} is its begin in UTC. */
  TIMESTAMP(
      Timestamp.getDescriptor(),
      false,
      "is no instant; accepted are a date, which begins at 00:00 UTC, such as 2026-01-31, and"
          + " 2026-01-31T09:30:00Z") {
    @Override
    Optional<Message> parse(String text) {
      try {
        var time =
            DATE.matcher(text).matches()
                ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                : OffsetDateTime.parse(text).toInstant();
        return Optional.of(
            Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build());
      } catch (DateTimeException none) {
        return Optional.empty();
      }
    }

    @Override
    String print(Message message) {
      var wire = (Timestamp) message;
      var time = Instant.ofEpochSecond(wire.getSeconds(), wire.getNanos()).atOffset(ZoneOffset.UTC);
      return time.toLocalDate().atStartOfDay().equals(time.toLocalDateTime())
          ? time.toLocalDate().toString()
          : time.toInstant().toString();
    }
  },

  /** {@code 30d} is 30 times 24 hours. */
  DURATION(
      Duration.getDescriptor(),
      false,
      "is no length of time; accepted are days, hours, minutes or seconds, such as 30d, 48h, 90m,"
          + " 1.5s") {
    @Override
    Optional<Message> parse(String text) {
      var parts = LENGTH.matcher(text);
      if (!parts.matches() || (parts.group(2) != null && !parts.group(3).equals("s"))) {
        return Optional.empty();
      }
      var unit =
          switch (parts.group(3)) {
            case "d" -> 86_400L;
            case "h" -> 3_600L;
            case "m" -> 60L;
            default -> 1L;
          };
      var seconds = Long.parseLong(parts.group(1)) * unit;
      return seconds > DURATION_SECONDS_MAX
          ? Optional.empty()
          : Optional.of(
              Duration.newBuilder().setSeconds(seconds).setNanos(nanos(parts.group(2))).build());
    }

    @Override
    String print(Message message) {
      var length = (Duration) message;
      var seconds = length.getSeconds();
      var nanos = length.getNanos();
      if (nanos != 0) {
        return seconds + fraction(nanos) + "s";
      }
      if (seconds == 0 || seconds % 60 != 0) {
        return seconds + "s";
      }
      return seconds % 86_400 == 0
          ? seconds / 86_400 + "d"
          : seconds % 3_600 == 0 ? seconds / 3_600 + "h" : seconds / 60 + "m";
    }
  },

  /** {@code 09:00}. */
  TIME_OF_DAY(
      TimeOfDay.getDescriptor(),
      false,
      "is no time of a day; accepted are 00:00 to 24:00, such as 09:30") {
    @Override
    Optional<Message> parse(String text) {
      var parts = TIME.matcher(text);
      if (!parts.matches()) {
        return Optional.empty();
      }
      var time =
          TimeOfDay.newBuilder()
              .setHours(Integer.parseInt(parts.group(1)))
              .setMinutes(Integer.parseInt(parts.group(2)))
              .setSeconds(number(parts, 3))
              .setNanos(nanos(parts.group(4)))
              .build();
      return time.getHours() < 24 || time.equals(TimeOfDay.newBuilder().setHours(24).build())
          ? Optional.of(time)
          : Optional.empty();
    }

    @Override
    String print(Message message) {
      var time = (TimeOfDay) message;
      var minutes = "%02d:%02d".formatted(time.getHours(), time.getMinutes());
      return time.getSeconds() == 0 && time.getNanos() == 0
          ? minutes
          : "%s:%02d%s".formatted(minutes, time.getSeconds(), fraction(time.getNanos()));
    }
  },

  /** {@code 0.99}, or {@code 2.50 per 1000000}. */
  RATE(
      Rate.getDescriptor(),
      true,
      "is no rate; accepted are an amount, such as 0.99, and an amount for a number of units in"
          + " digits alone, such as 2.50 per 1000000") {
    @Override
    Optional<Message> parse(String text) {
      var parts = AMOUNT_PER.matcher(text);
      return parts.matches()
          ? Optional.of(
              Rate.newBuilder()
                  .setAmount(parts.group(1))
                  .setPer(parts.group(2) == null ? 0 : Long.parseLong(parts.group(2)))
                  .build())
          : Optional.empty();
    }

    @Override
    String print(Message message) {
      var rate = (Rate) message;
      return rate.getPer() == 0 ? rate.getAmount() : rate.getAmount() + " per " + rate.getPer();
    }
  };

  private static final long DURATION_SECONDS_MAX = 315_576_000_000L;
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Pattern LENGTH = Pattern.compile("(\\d{1,12})(?:\\.(\\d{1,9}))?([dhms])");
  private static final Pattern TIME =
      Pattern.compile("([01]\\d|2[0-4]):([0-5]\\d)(?::([0-5]\\d)(?:\\.(\\d{1,9}))?)?");
  private static final Pattern AMOUNT_PER = Pattern.compile("(\\S+)(?: per (\\d{1,18}))?");

  private final Descriptor type;
  private final boolean hasFields;
  private final String hint;

  /**
   * @param hasFields whether the message may be written with its fields too
   * @param hint what is wrong with a text that is none, and what would be accepted
   */
  ShortForm(Descriptor type, boolean hasFields, String hint) {
    this.type = type;
    this.hasFields = hasFields;
    this.hint = hint;
  }

  static Optional<ShortForm> of(Descriptor type) {
    return Arrays.stream(values()).filter(form -> form.type.equals(type)).findFirst();
  }

  boolean hasFields() {
    return hasFields;
  }

  String hint() {
    return hint;
  }

  abstract Optional<Message> parse(String text);

  abstract String print(Message message);

  private static int number(Matcher parts, int group) {
    var digits = parts.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static int nanos(@Nullable String fraction) {
    return fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
  }

  private static String fraction(int nanos) {
    return nanos == 0 ? "" : ("." + "%09d".formatted(nanos)).replaceFirst("0+$", "");
  }
}
