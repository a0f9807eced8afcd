package reckoner.kit.testing;

/** Where tests at random begin. */
public final class Seed {
  private Seed() {}

  /** That of {@code -Dseed}, else another each time; says so at once, before anything can hang. */
  public static long of(Class<?> test) {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.printf("%s seed %d (repeat with -Dseed=%d)%n", test.getSimpleName(), seed, seed);
    return seed;
  }
}
