package reckoner.kit.pricing;

import com.google.type.TimeOfDay;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import reckoner.kit.formula.DecimalFormula;
import reckoner.kit.formula.FormulaFault;
import reckoner.pricing.Rate;
import reckoner.pricing.model.BurnTable;
import reckoner.pricing.model.ByDimension;
import reckoner.pricing.model.BySize;
import reckoner.pricing.model.ByTime;
import reckoner.pricing.model.Capacity;
import reckoner.pricing.model.Composite;
import reckoner.pricing.model.CostPlus;
import reckoner.pricing.model.Dynamic;
import reckoner.pricing.model.Flat;
import reckoner.pricing.model.FormulaPrice;
import reckoner.pricing.model.Graduated;
import reckoner.pricing.model.Grouped;
import reckoner.pricing.model.PerUnit;
import reckoner.pricing.model.Percentage;
import reckoner.pricing.model.Price;
import reckoner.pricing.model.QuantityPrice;
import reckoner.pricing.model.RiskAdjusted;
import reckoner.pricing.model.StairStep;
import reckoner.pricing.model.Volume;

/** Prices out of the proto; what is at fault is noted with its field. */
final class PriceReader {
  /** Deep enough for any price that is sold, and no deeper. */
  private static final int DEPTH_MAX = 8;

  private static final TimeOfDay END_OF_DAY = TimeOfDay.newBuilder().setHours(24).build();
  private static final Price STAND_IN = new Flat(BigDecimal.ZERO);

  private final Faults faults;
  private final TiersReader tiers;

  PriceReader(Faults faults) {
    this.faults = faults;
    this.tiers = new TiersReader(faults);
  }

  Price price(String field, reckoner.proto.pricing.v1.Price wire) {
    return price(field, wire, 1);
  }

  private Price price(String field, reckoner.proto.pricing.v1.Price wire, int depth) {
    if (depth > DEPTH_MAX) {
      faults.add(field, "is nested deeper than " + DEPTH_MAX);
      return STAND_IN;
    }
    var at = field + "." + wire.getModelCase().name().toLowerCase(Locale.ROOT);
    return switch (wire.getModelCase()) {
      case FLAT -> new Flat(faults.amount(at + ".amount", wire.getFlat().getAmount()));
      case PER_UNIT ->
          new PerUnit(
              tiers.rate(at + ".rate", wire.getPerUnit().getRate()),
              wire.getPerUnit().hasPackaging()
                  ? tiers.packaging(at + ".packaging", wire.getPerUnit().getPackaging())
                  : null);
      case GRADUATED -> new Graduated(tiers.tiers(at, wire.getGraduated()));
      case VOLUME -> new Volume(tiers.tiers(at, wire.getVolume()));
      case STAIR_STEP -> {
        var bands = tiers.tiers(at, wire.getStairStep());
        yield faults.checked(at, () -> new StairStep(bands), STAND_IN);
      }
      case CAPACITY -> {
        var capacity = wire.getCapacity();
        yield new Capacity(
            faults.quantity(at + ".units", capacity.getUnits()),
            faults.amount(at + ".fee", capacity.getFee()),
            total(at + ".overage", capacity.getOverage(), depth + 1));
      }
      case PERCENTAGE -> percentage(at, wire.getPercentage());
      case BY_DIMENSION -> byDimension(at, wire.getByDimension(), depth);
      case BY_SIZE -> bySize(at, wire.getBySize(), depth);
      case BY_TIME -> byTime(at, wire.getByTime(), depth);
      case GROUPED ->
          new Grouped(
              scope(at, wire.getGrouped()),
              price(at + ".price", wire.getGrouped().getPrice(), depth + 1));
      case COST_PLUS -> costPlus(at, wire.getCostPlus());
      case DYNAMIC -> new Dynamic(wire.getDynamic().getPrice());
      case RISK_ADJUSTED -> riskAdjusted(at, wire.getRiskAdjusted(), depth);
      case COMPOSITE -> {
        var share = tiers.rate(at + ".share", wire.getComposite().getShare());
        yield faults.checked(
            at, () -> new Composite(share, wire.getComposite().getChargesList()), STAND_IN);
      }
      case BURN_TABLE -> burnTable(at, wire.getBurnTable(), depth);
      case FORMULA -> formula(at + ".expression", wire.getFormula().getExpression());
      case MODEL_NOT_SET -> {
        faults.add(field, "names no model");
        yield STAND_IN;
      }
    };
  }

  /** A price of which only the total matters. */
  private QuantityPrice total(String field, reckoner.proto.pricing.v1.Price wire, int depth) {
    if (price(field, wire, depth) instanceof QuantityPrice total) {
      return total;
    }
    faults.add(field, "is a price of single events, and a price of a total is needed");
    return new Flat(BigDecimal.ZERO);
  }

  private Price percentage(String at, reckoner.proto.pricing.v1.Percentage wire) {
    var share = tiers.rate(at + ".share", wire.getShare());
    var fixed = faults.amountOrZero(at + ".fixed", wire.getFixed());
    var minimum = faults.amountOrNone(at + ".minimum", wire.getMinimum());
    var maximum = faults.amountOrNone(at + ".maximum", wire.getMaximum());
    var freeValue = faults.amountOrNone(at + ".free_value", wire.getFreeValue());
    var freeCount = wire.hasFreeCount() ? wire.getFreeCount() : null;
    return faults.checked(
        at, () -> new Percentage(share, fixed, minimum, maximum, freeCount, freeValue), STAND_IN);
  }

  private Price byDimension(String at, reckoner.proto.pricing.v1.ByDimension wire, int depth) {
    var cells = new ArrayList<ByDimension.Cell>();
    for (int i = 0; i < wire.getCellsCount(); i++) {
      var cell = wire.getCells(i);
      cells.add(
          new ByDimension.Cell(
              cell.getValuesMap(),
              price("%s.cells[%d].price".formatted(at, i), cell.getPrice(), depth + 1)));
    }
    return faults.checked(at, () -> new ByDimension(wire.getDimensionsList(), cells), STAND_IN);
  }

  private Price formula(String field, String expression) {
    try {
      return new FormulaPrice(DecimalFormula.of(expression));
    } catch (FormulaFault fault) {
      faults.add(field, "FORMULA_INVALID: " + fault.getMessage());
      return STAND_IN;
    }
  }

  private Price bySize(String at, reckoner.proto.pricing.v1.BySize wire, int depth) {
    var sizes = new ArrayList<BySize.Size>();
    for (int i = 0; i < wire.getSizesCount(); i++) {
      var size = wire.getSizes(i);
      var field = "%s.sizes[%d]".formatted(at, i);
      sizes.add(
          new BySize.Size(
              faults.quantityOrZero(field + ".above", size.getAbove()),
              price(field + ".price", size.getPrice(), depth + 1)));
    }
    var edge = TiersReader.edge(wire.getEdge());
    return faults.checked(at, () -> new BySize(wire.getQuantity(), sizes, edge), STAND_IN);
  }

  private Price byTime(String at, reckoner.proto.pricing.v1.ByTime wire, int depth) {
    var windows = new ArrayList<ByTime.Window>();
    for (int i = 0; i < wire.getWindowsCount(); i++) {
      var window = wire.getWindows(i);
      var field = "%s.windows[%d]".formatted(at, i);
      windows.add(
          new ByTime.Window(
              days(window.getDaysList()),
              time(field + ".start", window.getStart()),
              time(field + ".end", window.getEnd()),
              price(field + ".price", window.getPrice(), depth + 1)));
    }
    return new ByTime(
        faults.zone(at + ".zone", wire.getZone()),
        windows,
        price(at + ".otherwise", wire.getOtherwise(), depth + 1));
  }

  private static EnumSet<DayOfWeek> days(List<com.google.type.DayOfWeek> wire) {
    if (wire.isEmpty()) {
      return EnumSet.allOf(DayOfWeek.class);
    }
    var days = EnumSet.noneOf(DayOfWeek.class);
    for (var day : wire) {
      switch (day) {
        case DAY_OF_WEEK_UNSPECIFIED, UNRECOGNIZED -> throw Faults.unchecked("day of the week");
        case MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY ->
            days.add(DayOfWeek.of(day.getNumber()));
      }
    }
    return days;
  }

  /** 24:00, which ends a day, is read as the midnight that begins the next. */
  private LocalTime time(String field, TimeOfDay wire) {
    try {
      return wire.equals(END_OF_DAY)
          ? LocalTime.MIDNIGHT
          : LocalTime.of(wire.getHours(), wire.getMinutes(), wire.getSeconds(), wire.getNanos());
    } catch (DateTimeException none) {
      faults.add(field, "is no time of a day, 00:00 to 24:00");
      return LocalTime.MIDNIGHT;
    }
  }

  private Grouped.Scope scope(String at, reckoner.proto.pricing.v1.Grouped wire) {
    return switch (wire.getScopeCase()) {
      case EACH_RECORD -> new Grouped.Scope.EachRecord();
      case EACH_HOUR ->
          new Grouped.Scope.EachHour(faults.zone(at + ".each_hour", wire.getEachHour()));
      case EACH_DAY -> new Grouped.Scope.EachDay(faults.zone(at + ".each_day", wire.getEachDay()));
      case EACH_VALUE -> new Grouped.Scope.EachValue(wire.getEachValue());
      case SCOPE_NOT_SET -> {
        faults.add(at, "names no scope");
        yield new Grouped.Scope.EachRecord();
      }
    };
  }

  private Price costPlus(String at, reckoner.proto.pricing.v1.CostPlus wire) {
    var multiplier = faults.multiplier(at + ".multiplier", wire.getMultiplier());
    @Nullable Rate floor = wire.hasFloor() ? tiers.rate(at + ".floor", wire.getFloor()) : null;
    @Nullable Rate cap = wire.hasCap() ? tiers.rate(at + ".cap", wire.getCap()) : null;
    return faults.checked(at, () -> new CostPlus(wire.getCost(), multiplier, floor, cap), STAND_IN);
  }

  private Price riskAdjusted(String at, reckoner.proto.pricing.v1.RiskAdjusted wire, int depth) {
    var price = total(at + ".price", wire.getPrice(), depth + 1);
    var tables = new ArrayList<RiskAdjusted.Table>();
    for (int i = 0; i < wire.getTablesCount(); i++) {
      var table = wire.getTables(i);
      var field = "%s.tables[%d]".formatted(at, i);
      switch (table.getByCase()) {
        case BY_VALUE -> {
          var multipliers = new HashMap<String, BigDecimal>();
          table
              .getByValue()
              .getMultipliersMap()
              .forEach((value, multiplier) ->
                  multipliers.put(
                      value,
                      faults.multiplier(
                          "%s.by_value.multipliers[%s]".formatted(field, value), multiplier)));
          tables.add(new RiskAdjusted.ByValue(table.getByValue().getDimension(), multipliers));
        }
        case BY_BAND ->
            tables.add(
                new RiskAdjusted.ByBand(
                    table.getByBand().getQuantity(),
                    tiers.bands(field + ".by_band", table.getByBand())));
        case BY_NOT_SET -> faults.add(field, "names neither values nor bands");
      }
    }
    return faults.checked(at, () -> new RiskAdjusted(price, tables), STAND_IN);
  }

  private Price burnTable(String at, reckoner.proto.pricing.v1.BurnTable wire, int depth) {
    var price = total(at + ".price", wire.getPrice(), depth + 1);
    var credits = new HashMap<String, Rate>();
    wire.getCreditsMap()
        .forEach((value, rate) ->
            credits.put(value, tiers.rate("%s.credits[%s]".formatted(at, value), rate)));
    return faults.checked(at, () -> new BurnTable(wire.getDimension(), credits, price), STAND_IN);
  }
}
