package reckoner.rating.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.pricing.meter.Mark;
import reckoner.pricing.meter.Window;

class WindowBytesTest {
  private static final Instant TIME = Instant.parse("2026-03-01T00:00:00.000001Z");

  private static Window window(boolean ofGauge, String... quantities) {
    var window = new Window.Builder(ofGauge);
    for (int i = 0; i < quantities.length; i++) {
      var id = "Gerät\0e-😀" + i;
      window.add(new Mark(TIME.plusSeconds(i), id, new BigDecimal(quantities[i])));
    }
    return window.build(0);
  }

  /** The most digits, the finest scale, the largest whole number, and nothing at all. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsWrittenIsRead(boolean ofGauge) {
    var window =
        window(
            ofGauge,
            "99999999999999999999999999.999999999999",
            "0.000000000001",
            "99999999999999999999999999999999999999",
            "0");
    assertEquals(window, WindowBytes.read(WindowBytes.of(window)));
    assertEquals(ofGauge ? 4 : 0, window.readings().size());
    var empty = window(ofGauge);
    assertEquals(empty, WindowBytes.read(WindowBytes.of(empty)));
  }

  @Test
  void anIdOfTheMostBytesIsRead() {
    var window = new Window.Builder(true);
    window.add(new Mark(TIME, "😀".repeat(200) + '\0' + "😀".repeat(200), BigDecimal.ONE));
    assertEquals(window.build(0), WindowBytes.read(WindowBytes.of(window.build(0))));
  }

  @Test
  void aVersionThatIsNotKnownIsNamed() {
    var bytes = WindowBytes.of(window(true, "1"));
    bytes[0] = 2;
    var refused = assertThrows(IllegalStateException.class, () -> WindowBytes.read(bytes));
    assertTrue(String.valueOf(refused.getMessage()).contains("version 2"), refused::toString);
  }

  @Test
  void whatIsCutOffIsBroken() {
    var bytes = WindowBytes.of(window(true, "1"));
    for (int length = 0; length < bytes.length; length++) {
      var part = Arrays.copyOf(bytes, length);
      assertThrows(UncheckedIOException.class, () -> WindowBytes.read(part), "" + length);
    }
  }
}
