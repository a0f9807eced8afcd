package reckoner.rating;

import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Period;
import reckoner.pricing.RateCard;
import reckoner.pricing.book.LadderPrice;
import reckoner.pricing.meter.Aggregation;
import reckoner.pricing.meter.Mark;
import reckoner.pricing.meter.Windows;
import reckoner.pricing.model.Usage;

/** What an event adds to a line of a charge. */
sealed interface Share {
  /** The charge that counts it. */
  ContractTerms.Charge charge();

  /** How much, in the units that are measured. */
  BigDecimal quantity();

  /**
   * Where quantities may be added up before they are priced, in words that say everything that the
   * price of one depends on; null where each event must be priced by itself.
   */
  @Nullable String cell();

  /**
   * Units of a token class under one rate of a model's card.
   *
   * @param reported the model's id as reported, which another list may resolve to another model
   */
  record OfModel(
      ContractTerms.Charge charge,
      String provider,
      String reported,
      Catalog.Rates rates,
      RateCard.Component component)
      implements Share {
    @Override
    public BigDecimal quantity() {
      return component.quantity();
    }

    @Override
    public String cell() {
      return String.join(
          "\0",
          "model/1",
          charge.charge(),
          provider,
          reported,
          rates.model(),
          rates.priceVersion(),
          component.tokenClass().wireName(),
          Integer.toString(component.place().entry()),
          Integer.toString(component.place().tier()),
          rates.shape());
    }
  }

  /**
   * Usage under one price.
   *
   * @param cell see {@link Share#cell}
   */
  record Metered(
      ContractTerms.Charge charge,
      UsageEvent.Key key,
      Usage usage,
      LadderPrice price,
      @Nullable String cell)
      implements Share {
    @Override
    public BigDecimal quantity() {
      return usage.quantity();
    }

    private MeterTerms meter() {
      return ((ContractTerms.Metered) charge.terms()).meter();
    }

    /** Whether it is kept by windows, since it is no part of a quantity by itself. */
    boolean isWindowed() {
      return meter().isKept();
    }

    /** Whether it is a reading, whose value holds until the next. */
    boolean isOfGauge() {
      return MeterTerms.isOfGauge(meter().aggregation());
    }

    /** The window of a period into which it falls. */
    Period window(Period period) {
      return Windows.of(meter().aggregation(), period, usage.time());
    }

    /** What its window keeps of it; sources have no zero bytes, so its order is theirs. */
    Mark mark() {
      return new Mark(usage.time(), key.source() + '\0' + key.eventId(), usage.quantity());
    }

    /** The hash of the value that is counted, where different ones are. */
    Optional<KeyHash> value() {
      return Windows.each(meter().aggregation()) instanceof Aggregation.CountDistinct(var name)
          ? Optional.of(hash(usage.dimensions().getOrDefault(name, "")))
          : Optional.empty();
    }
  }

  /** The key of a mark's event. */
  static UsageEvent.Key keyOf(Mark mark) {
    int end = mark.id().indexOf('\0');
    return new UsageEvent.Key(mark.id().substring(0, end), mark.id().substring(end + 1));
  }

  /** The hash by which a cell is kept. */
  static KeyHash hash(String cell) {
    return KeyHash.ofText(cell);
  }
}
