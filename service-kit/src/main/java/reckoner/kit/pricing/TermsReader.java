package reckoner.kit.pricing;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import reckoner.kit.wire.Wire;
import reckoner.pricing.Currencies;
import reckoner.pricing.Rate;
import reckoner.pricing.Rounding;
import reckoner.pricing.model.ChargeTerms;
import reckoner.pricing.model.UnitConversion;
import reckoner.pricing.model.Usage;
import reckoner.proto.pricing.v1.RoundingMode;

/** Terms of a charge, its usage and its rounding out of the proto. */
public final class TermsReader {
  private static final Currency STAND_IN = Currencies.of("USD");

  private final Faults faults;

  public TermsReader(Faults faults) {
    this.faults = faults;
  }

  public ChargeTerms terms(String field, reckoner.proto.pricing.v1.ChargeTerms wire) {
    var price = new PriceReader(faults).price(field + ".price", wire.getPrice());
    var conversion =
        wire.hasConversion() ? conversion(field + ".conversion", wire.getConversion()) : null;
    var allowance = faults.quantityOrZero(field + ".allowance", wire.getAllowance());
    var remainder =
        switch (wire.getRemainder()) {
          case REMAINDER_UNSPECIFIED, FROM_FIRST_TIER -> ChargeTerms.Remainder.FROM_FIRST_TIER;
          case AFTER_ALLOWANCE -> ChargeTerms.Remainder.AFTER_ALLOWANCE;
          case UNRECOGNIZED -> throw Faults.unchecked("remainder");
        };
    return faults.checked(
        field,
        () -> new ChargeTerms(conversion, allowance, remainder, price),
        ChargeTerms.of(price));
  }

  private UnitConversion conversion(String field, reckoner.proto.pricing.v1.UnitConversion wire) {
    Rate factor = new TiersReader(faults).rate(field + ".factor", wire.getFactor());
    var rounding =
        switch (wire.getRounding()) {
          case ROUNDING_UNSPECIFIED, NONE -> UnitConversion.QuantityRounding.NONE;
          case UP -> UnitConversion.QuantityRounding.UP;
          case DOWN -> UnitConversion.QuantityRounding.DOWN;
          case HALF_UP -> UnitConversion.QuantityRounding.HALF_UP;
          case UNRECOGNIZED -> throw Faults.unchecked("rounding");
        };
    var place =
        switch (wire.getPlace()) {
          case PLACE_UNSPECIFIED, TOTAL -> UnitConversion.Place.TOTAL;
          case EACH_EVENT -> UnitConversion.Place.EACH_EVENT;
          case UNRECOGNIZED -> throw Faults.unchecked("place");
        };
    return faults.checked(
        field,
        () -> new UnitConversion(factor, rounding, wire.getDigits(), place),
        UnitConversion.exact(new Rate(BigDecimal.ONE, 1)));
  }

  List<Usage> usage(String field, List<reckoner.proto.pricing.v1.Usage> wire) {
    var usage = new ArrayList<Usage>(wire.size());
    for (int i = 0; i < wire.size(); i++) {
      usage.add(usage("%s[%d]".formatted(field, i), wire.get(i)));
    }
    return usage;
  }

  public Usage usage(String at, reckoner.proto.pricing.v1.Usage wire) {
    var quantities = new HashMap<String, BigDecimal>();
    wire.getQuantitiesMap()
        .forEach((name, text) ->
            quantities.put(name, faults.quantity("%s.quantities[%s]".formatted(at, name), text)));
    return new Usage(
        faults.quantityOrZero(at + ".quantity", wire.getQuantity()),
        wire.hasTime() ? Wire.instant(wire.getTime()) : Instant.EPOCH,
        wire.getDimensionsMap(),
        quantities);
  }

  Rounding rounding(String currencyField, String currency, RoundingMode mode) {
    return new Rounding(
        currency(currencyField, currency),
        switch (mode) {
          case ROUNDING_MODE_UNSPECIFIED, HALF_UP -> Rounding.Mode.HALF_UP;
          case HALF_EVEN -> Rounding.Mode.HALF_EVEN;
          case UNRECOGNIZED -> throw Faults.unchecked("rounding");
        });
  }

  public Currency currency(String field, String code) {
    try {
      return Currencies.of(code);
    } catch (IllegalArgumentException unknown) {
      faults.add(field, String.valueOf(unknown.getMessage()));
      return STAND_IN;
    }
  }
}
