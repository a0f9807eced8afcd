package reckoner.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PausesTest {
  private static final Pauses PAUSES = new Pauses(Duration.ofMillis(200), Duration.ofSeconds(10));

  @Test
  void aPauseIsARandomPartOfTheDoubledOneUpToTheBound() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    for (int failures = 1; failures < 10_000; failures++) {
      long most = failures > 6 ? 10_000 : 200L << (failures - 1);
      var pause = PAUSES.after(failures, random).toMillis();
      assertTrue(pause >= most / 2 && pause <= most, failures + " failures: " + pause);
    }
  }

  @Test
  void clientsDoNotComeBackTogether() {
    var random = new Random(1);
    var pauses = IntStream.range(0, 100).mapToObj(i -> PAUSES.after(1, random)).distinct();
    assertEquals(100, pauses.count());
  }
}
