package reckoner.pricing.bench;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import reckoner.pricing.Rate;
import reckoner.pricing.book.Answer;
import reckoner.pricing.book.BookEntry;
import reckoner.pricing.book.Ladder;
import reckoner.pricing.book.LadderPrice;
import reckoner.pricing.book.MultiplierEntry;
import reckoner.pricing.book.Multipliers;
import reckoner.pricing.book.PinnedBook;
import reckoner.pricing.book.PriceBook;
import reckoner.pricing.book.PriceIndex;
import reckoner.pricing.book.Rung;
import reckoner.pricing.model.ChargeTerms;
import reckoner.pricing.model.PerUnit;

/**
 * Nanoseconds and bytes to find one of 100,000 prices: 1,000 products, of each 49 cells over three
 * dimensions and one that names none, in each cell two dated entries. Keys are uniformly random and
 * stand in an array that no cache holds, in texts of their own as a decoder would make them. {@code
 * baseline} reads a key and finds nothing: what the others cost beyond it is theirs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = "-Xmx3g")
public class LookupBenchmark {
  private static final int KEYS = 1 << 20;
  private static final int PRODUCTS = 1_000;
  private static final List<String> DIMENSIONS = List.of("region", "tier", "channel");
  private static final Instant CHANGE = Instant.parse("2026-03-01T00:00:00Z");

  private record Key(String product, Map<String, String> dimensions, Instant time) {}

  private final List<Key> keys = new ArrayList<>(KEYS);
  private PriceIndex<BookEntry> list = PriceIndex.of(new PriceBook(DIMENSIONS, List.of()));
  private Ladder ladder = Ladder.empty();
  private int next;

  @Setup
  public void prepare() {
    var entries = new ArrayList<BookEntry>();
    for (int product = 0; product < PRODUCTS; product++) {
      add(entries, product, Map.of());
      for (int cell = 0; cell < 49; cell++) {
        add(entries, product, values(cell));
      }
    }
    list = PriceIndex.of(new PriceBook(DIMENSIONS, entries));
    var multipliers = new ArrayList<MultiplierEntry>();
    for (int product = 0; product < PRODUCTS; product += 2) {
      multipliers.add(
          new MultiplierEntry(
              "product-" + product, Map.of(), null, null, new BigDecimal("0.9"), "m" + product));
    }
    ladder =
        Ladder.empty()
            .withPrices(
                Rung.CONTRACT_OVERWRITE,
                PinnedBook.fixed(
                    PriceIndex.of(new PriceBook(DIMENSIONS, entries.subList(0, 1_000)))))
            .withMultipliers(
                Rung.CONTRACT_MULTIPLIER,
                PinnedBook.fixed(PriceIndex.of(new Multipliers(DIMENSIONS, multipliers))))
            .withPrices(Rung.LIST, PinnedBook.fixed(list));
    var random = new SplittableRandom(7);
    for (int i = 0; i < KEYS; i++) {
      keys.add(
          new Key(
              "product-" + random.nextInt(PRODUCTS),
              values(random.nextInt(49)),
              CHANGE.plusSeconds(random.nextInt(2_000_000) - 1_000_000)));
    }
  }

  private static void add(List<BookEntry> entries, int product, Map<String, String> values) {
    var terms =
        ChargeTerms.of(new PerUnit(new Rate(BigDecimal.valueOf(entries.size() + 1L, 5), 1)));
    var name = "product-" + product;
    entries.add(new BookEntry(name, values, null, CHANGE, terms, "e" + entries.size()));
    entries.add(new BookEntry(name, values, CHANGE, null, terms, "e" + entries.size()));
  }

  /** 7 regions × 7 tiers, each with a channel: 49 cells that name three dimensions. */
  private static Map<String, String> values(int cell) {
    return Map.of(
        "region",
        "region-" + cell % 7,
        "tier",
        "tier-" + cell / 7,
        "channel",
        "channel-" + cell % 3);
  }

  @Benchmark
  public Instant baseline() {
    return key().time();
  }

  @Benchmark
  public @Nullable BookEntry oneBook() {
    var key = key();
    return list.find(key.product(), key.dimensions(), key.time());
  }

  @Benchmark
  public @Nullable LadderPrice ladderOfThree() {
    var key = key();
    return ladder.find(key.product(), key.dimensions(), key.time());
  }

  @Benchmark
  public Answer explanation() {
    var key = key();
    return ladder.explain(key.product(), key.dimensions(), key.time());
  }

  private Key key() {
    next = (next + 1) & (KEYS - 1);
    return keys.get(next);
  }
}
