package reckoner.standalone.bench;

import com.google.protobuf.Timestamp;
import com.google.type.Decimal;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import reckoner.proto.rating.v1.UsageEvent;

/**
 * The usage of the benchmark: contracts chosen uniformly, each with models of its own, events of
 * about 300 bytes with eight dimensions and random ids. The same seed gives the same events.
 */
final class BenchEvents {
  static final int CONTRACTS = 1_000;
  static final int MODELS = 1_000;
  static final int METERS = 3;
  private static final int MODELS_OF_CONTRACT = 10;
  private static final int SECONDS = 3_600;
  private static final String SOURCE = "gateway";
  private static final String[] REGIONS = {"eu-west", "eu-north", "us-east", "us-west"};

  private static final String[] CUSTOMER_NAMES = names("customer-%04d", CONTRACTS);
  private static final String[] MODEL_NAMES = names("model-%04d", MODELS);

  private final SplittableRandom random;
  private final Instant start;
  private final boolean feedsAll;

  /**
   * @param start from then on within the hour the events happen
   * @param feedsAll whether each event feeds all three meters, or one
   */
  BenchEvents(long seed, Instant start, boolean feedsAll) {
    this.random = new SplittableRandom(seed);
    this.start = start;
    this.feedsAll = feedsAll;
  }

  private static String[] names(String form, int count) {
    return IntStream.range(0, count).mapToObj(form::formatted).toArray(String[]::new);
  }

  static String customer(int contract) {
    return CUSTOMER_NAMES[contract];
  }

  static String model(int model) {
    return MODEL_NAMES[model];
  }

  UsageEvent next() {
    int contract = random.nextInt(CONTRACTS);
    // ten models of its own, spread over all
    int model = (contract * MODELS_OF_CONTRACT + 37 * random.nextInt(MODELS_OF_CONTRACT)) % MODELS;
    return UsageEvent.newBuilder()
        .setSource(SOURCE)
        .setEventId(id())
        .setEventTime(
            Timestamp.newBuilder()
                .setSeconds(start.getEpochSecond() + random.nextInt(SECONDS))
                .setNanos(random.nextInt(1_000_000) * 1_000))
        .setCustomer(customer(contract))
        .setEventType(feedsAll ? "all" : "m" + random.nextInt(METERS))
        .putDimensions("model", model(model))
        .putDimensions("provider", "acme-models")
        .putDimensions("region", REGIONS[random.nextInt(REGIONS.length)])
        .putDimensions("api_key", "key-" + random.nextInt(10_000))
        .putDimensions("team", "team-" + random.nextInt(50))
        .putDimensions("end_user", "user-" + random.nextInt(100_000))
        .putDimensions("run", id())
        .putDimensions("trace", id())
        .setQuantity(Decimal.newBuilder().setValue(Integer.toString(1 + random.nextInt(100_000))))
        .build();
  }

  private String id() {
    return Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
  }
}
