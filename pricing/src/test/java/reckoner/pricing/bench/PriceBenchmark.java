package reckoner.pricing.bench;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
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
import reckoner.pricing.model.Packaging;
import reckoner.pricing.model.PerUnit;
import reckoner.pricing.model.Percentage;
import reckoner.pricing.model.Price;
import reckoner.pricing.model.Priced;
import reckoner.pricing.model.QuantityPrice;
import reckoner.pricing.model.RiskAdjusted;
import reckoner.pricing.model.StairStep;
import reckoner.pricing.model.Tier;
import reckoner.pricing.model.Tiers;
import reckoner.pricing.model.Trace;
import reckoner.pricing.model.Usage;
import reckoner.pricing.model.Volume;

/**
 * Nanoseconds and bytes for one priced quantity or event, with and without the explanation. {@code
 * baseline} hands out a quantity and prices nothing: what the others cost beyond it is theirs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = "-Xmx1g")
public class PriceBenchmark {
  private static final int QUANTITIES = 1024;

  @Param({
    "flat",
    "per unit",
    "package",
    "graduated, 10 tiers",
    "volume, 10 tiers",
    "stair-step, 10 bands",
    "capacity",
    "percentage",
    "by dimension, 10 cells",
    "by size",
    "by time",
    "grouped",
    "cost-plus",
    "dynamic",
    "risk-adjusted",
    "composite",
    "formula",
    "burn table"
  })
  public String model = "";

  private Price price = new Flat(BigDecimal.ZERO);
  private final List<List<Usage>> events = new ArrayList<>();
  private int next;

  @Setup
  public void prepare() {
    var random = new SplittableRandom(5);
    price = price(model);
    for (int i = 0; i < QUANTITIES; i++) {
      var quantity = BigDecimal.valueOf(random.nextLong(1_000_000), 2);
      events.add(
          List.of(
              new Usage(
                  quantity,
                  Instant.ofEpochSecond(random.nextLong(2_000_000_000)),
                  Map.of("kind", "k" + random.nextInt(10)),
                  Map.of("input", quantity, "cost", BigDecimal.valueOf(random.nextInt(99), 4)))));
    }
  }

  @Benchmark
  public BigDecimal baseline() {
    return usage().getFirst().quantity();
  }

  @Benchmark
  public BigDecimal amount() {
    return switch (price) {
      case QuantityPrice total -> total.amount(usage().getFirst().quantity(), Trace.off());
      default -> price.amount(usage(), Trace.off());
    };
  }

  @Benchmark
  public Priced explanation() {
    return switch (price) {
      case QuantityPrice total -> total.explain(usage().getFirst().quantity());
      default -> price.explain(usage());
    };
  }

  private List<Usage> usage() {
    next = (next + 1) % QUANTITIES;
    return events.get(next);
  }

  private static Price price(String model) {
    var rate = rate("0.0125", 1);
    var unit = new PerUnit(rate);
    return switch (model) {
      case "flat" -> new Flat(decimal("29"));
      case "per unit" -> new PerUnit(rate("2.50", 1_000_000));
      case "package" ->
          new PerUnit(
              rate("5", 100),
              new Packaging(decimal("100"), Packaging.PackageRounding.UP_ON_TOTAL, 0));
      case "graduated, 10 tiers" -> new Graduated(tiers(true));
      case "volume, 10 tiers" -> new Volume(tiers(true));
      case "stair-step, 10 bands" -> new StairStep(tiers(false));
      case "capacity" -> new Capacity(decimal("500"), decimal("20"), unit);
      case "percentage" ->
          new Percentage(
              rate("2.9", 100), decimal("0.30"), decimal("0.50"), decimal("20"), null, null);
      case "by dimension, 10 cells" -> {
        var cells = new ArrayList<ByDimension.Cell>();
        for (int i = 0; i < 10; i++) {
          cells.add(new ByDimension.Cell(Map.of("kind", "k" + i), unit));
        }
        yield new ByDimension(List.of("kind"), cells);
      }
      case "by size" ->
          new BySize(
              "input",
              List.of(
                  new BySize.Size(BigDecimal.ZERO, unit),
                  new BySize.Size(decimal("2000"), new PerUnit(rate("0.025", 1)))),
              Tiers.Edge.UPPER_INCLUSIVE);
      case "by time" ->
          new ByTime(
              ZoneOffset.UTC,
              List.of(ByTime.Window.daily(LocalTime.of(22, 0), LocalTime.of(6, 0), unit)),
              new PerUnit(rate("0.02", 1)));
      case "grouped" -> new Grouped(new Grouped.Scope.EachRecord(), unit);
      case "cost-plus" -> new CostPlus("cost", decimal("1.2"), rate, null);
      case "dynamic" -> new Dynamic("cost");
      case "risk-adjusted" ->
          new RiskAdjusted(
              unit,
              List.of(
                  new RiskAdjusted.ByBand(
                      "input",
                      Tiers.of(
                          List.of(
                              Tier.upTo(decimal("5000"), rate("1.5", 1)),
                              Tier.last(rate("1", 1)))))));
      case "composite" -> new Composite(rate("20", 100), List.of("input", "cost"));
      case "formula" -> new FormulaPrice(new Product());
      case "burn table" -> {
        var credits = new HashMap<String, Rate>();
        for (int i = 0; i < 10; i++) {
          credits.put("k" + i, rate("" + (i + 1), 1));
        }
        yield new BurnTable("kind", credits, unit);
      }
      default -> throw new IllegalArgumentException(model);
    };
  }

  /** What a library would make of {@code quantity * cost}, without the library. */
  private static final class Product implements FormulaPrice.Formula {
    @Override
    public String text() {
      return "quantity * cost";
    }

    @Override
    public BigDecimal evaluate(Map<String, BigDecimal> quantities) {
      return quantities
          .getOrDefault(FormulaPrice.QUANTITY, BigDecimal.ZERO)
          .multiply(quantities.getOrDefault("cost", BigDecimal.ZERO));
    }
  }

  private static Tiers tiers(boolean hasRates) {
    var tiers = new ArrayList<Tier>();
    for (int i = 1; i <= 10; i++) {
      tiers.add(
          new Tier(
              i == 10 ? null : BigDecimal.valueOf(i * 1000L),
              hasRates ? rate("0.0" + (20 - i), 1000) : rate("0", 1),
              hasRates ? BigDecimal.ZERO : BigDecimal.valueOf(i * 10L)));
    }
    return Tiers.of(tiers);
  }

  private static Rate rate(String amount, long per) {
    return new Rate(decimal(amount), per);
  }

  private static BigDecimal decimal(String text) {
    return new BigDecimal(text);
  }
}
