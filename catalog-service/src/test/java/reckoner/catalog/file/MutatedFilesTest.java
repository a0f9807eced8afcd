package reckoner.catalog.file;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reckoner.proto.catalog.v1.FileFormat;

/** Whatever becomes of a valid file, it is read to items or to faults. */
class MutatedFilesTest {
  private static final int FILES = 2_000;
  private static final String BITS = "{}[]:,-?&*!|>'\"%@`#\\\n\r\t \0~=<é\u2028\uD83D9aux";

  @ParameterizedTest
  @EnumSource(names = {"YAML", "JSON"})
  void aMutatedFileIsReadToItemsOrToFaults(FileFormat format) {
    var seed = System.nanoTime();
    var random = new Random(seed);
    var items = new RandomItems(seed);
    for (int i = 0; i < FILES; i++) {
      var kind = Names.kinds().get(random.nextInt(Names.kinds().size()));
      var file = CatalogFile.write(format, List.of(items.item(kind)));
      var mutated = mutate(file, random);
      var reading =
          assertDoesNotThrow(
              () -> CatalogFile.read(format, mutated, item -> List.of()),
              () -> "seed " + seed + "\n" + new String(mutated, StandardCharsets.ISO_8859_1));
      assertTrue(
          reading.faultCount() > 0 || !reading.items().isEmpty(),
          () -> "seed " + seed + "\n" + file);
    }
  }

  static byte[] mutate(String file, Random random) {
    var text = new StringBuilder(file);
    for (int i = random.nextInt(4); i >= 0 && !text.isEmpty(); i--) {
      int at = random.nextInt(text.length());
      int to = Math.min(text.length(), at + random.nextInt(20));
      switch (random.nextInt(4)) {
        case 0 -> text.insert(at, BITS.charAt(random.nextInt(BITS.length())));
        case 1 -> text.delete(at, to);
        case 2 -> text.insert(random.nextInt(text.length()), text.substring(at, to));
        default -> text.setCharAt(at, BITS.charAt(random.nextInt(BITS.length())));
      }
    }
    var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0 && random.nextInt(4) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
