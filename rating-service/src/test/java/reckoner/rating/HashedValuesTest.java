package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import reckoner.kit.testing.Seed;

class HashedValuesTest {
  @Test
  void eachValueIsCountedOnce() {
    long seed = Seed.of(HashedValuesTest.class);
    var random = new Random(seed);
    var values = new HashedValues();
    var expected = new HashSet<KeyHash>();
    for (int i = 0; i < 200_000; i++) {
      // many twice, fifty in one slot, and both halves may be 0
      var value = new KeyHash(random.nextInt(50), random.nextInt(3_000) * 0x9E3779B97F4A7C15L);
      values.add(value);
      expected.add(value);
    }
    values.add(new KeyHash(0, 0));
    expected.add(new KeyHash(0, 0));
    assertEquals(expected.size(), values.size(), "seed " + seed);
    assertEquals(expected, new HashSet<>(values.toList()), "seed " + seed);
  }
}
