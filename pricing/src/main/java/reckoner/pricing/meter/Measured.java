package reckoner.pricing.meter;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Decimals;
import reckoner.pricing.Period;
import reckoner.pricing.model.Usage;

/** A quantity that was measured, and what another program needs to come to it too. */
public sealed interface Measured {
  /** 0 or more; exact, or divided once (RULES A4). */
  BigDecimal quantity();

  /** A sum or a count over so many events. */
  record Counted(long events, BigDecimal quantity) implements Measured {
    public Counted {
      quantity = Decimals.normalise(quantity);
    }
  }

  /**
   * One value out of many.
   *
   * @param events how many it was chosen from
   * @param time of its event, or since when a gauge held it; none where there was no event
   */
  record Picked(long events, BigDecimal quantity, @Nullable Instant time) implements Measured {
    public Picked {
      quantity = Decimals.normalise(quantity);
    }
  }

  /** dividend ÷ divisor; 0 where the divisor is, for nothing was measured. */
  record Quotient(BigDecimal dividend, BigDecimal divisor) implements Measured {
    public Quotient {
      dividend = Decimals.normalise(dividend);
      divisor = Decimals.normalise(divisor);
    }

    @Override
    public BigDecimal quantity() {
      return divisor.signum() == 0 ? BigDecimal.ZERO : Decimals.divide(dividend, divisor);
    }
  }

  /**
   * A place among the values of so many events, from the least up.
   *
   * @param rank 1 for the least value; 0 where there are no events
   * @param value the value of that rank
   * @param next the value of the next rank, or the same where there is none
   * @param fraction how far the place is from the one to the other; 0 to less than 1
   */
  record Ranked(long events, long rank, BigDecimal value, BigDecimal next, BigDecimal fraction)
      implements Measured {
    public Ranked {
      if (fraction.signum() < 0 || fraction.compareTo(BigDecimal.ONE) >= 0) {
        throw new IllegalArgumentException("a fraction is 0 to less than 1: " + fraction);
      }
      value = Decimals.normalise(value);
      next = Decimals.normalise(next);
      fraction = Decimals.normalise(fraction);
    }

    @Override
    public BigDecimal quantity() {
      return Decimals.normalise(value.add(next.subtract(value).multiply(fraction)));
    }
  }

  /**
   * A value that a gauge held from the start of a segment to its end, without a reading between.
   */
  record Segment(Period period, BigDecimal value) {
    public Segment {
      value = Decimals.normalise(value);
    }
  }

  /**
   * The sum of value × seconds over the segments, ÷ seconds.
   *
   * @param segments tile the period
   * @param seconds of the unit of time, or of the whole period for its average
   */
  record Held(List<Segment> segments, BigDecimal seconds) implements Measured {
    public Held {
      segments = List.copyOf(segments);
      for (int i = 1; i < segments.size(); i++) {
        if (!segments.get(i).period.start().equals(segments.get(i - 1).period.end())) {
          throw new IllegalArgumentException(
              "a segment starts where the one before ends: " + segments.get(i));
        }
      }
      if (seconds.signum() <= 0) {
        throw new IllegalArgumentException("a unit of time is more than 0 seconds: " + seconds);
      }
      seconds = Decimals.normalise(seconds);
    }

    /** Exact, in value × seconds. */
    public BigDecimal valueSeconds() {
      var sum = BigDecimal.ZERO;
      for (var segment : segments) {
        sum = sum.add(segment.value.multiply(Gauge.seconds(segment.period)));
      }
      return Decimals.normalise(sum);
    }

    @Override
    public BigDecimal quantity() {
      return Decimals.divide(valueSeconds(), seconds);
    }
  }

  /** A part of the period that was measured by itself. */
  record Bucket(Period period, Measured measured) {
    /** As one event at the bucket's start, to be measured or priced. */
    public Usage usage() {
      return Usage.of(measured.quantity(), period.start());
    }
  }

  /** What the quantities of the buckets come to. */
  record Bucketed(List<Bucket> buckets, Measured result) implements Measured {
    public Bucketed {
      buckets = List.copyOf(buckets);
    }

    static Bucketed of(Aggregation.Windowed windowed, Period period, List<Bucket> buckets) {
      var quantities = buckets.stream().map(Bucket::usage).toList();
      return new Bucketed(buckets, windowed.then().measure(PeriodUsage.of(period, quantities)));
    }

    @Override
    public BigDecimal quantity() {
      return result.quantity();
    }
  }

  /** What a formula makes of meters, by name. */
  record Evaluated(String formula, Map<String, Measured> meters, BigDecimal quantity)
      implements Measured {
    public Evaluated {
      meters = Map.copyOf(meters);
      if (quantity.signum() < 0) {
        throw new IllegalArgumentException(
            "a formula over meters gives 0 or more: %s = %s".formatted(formula, quantity));
      }
      quantity = Decimals.normalise(quantity);
    }
  }
}
