package reckoner.kit.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.kit.refusal.Refused;

/** Places in a list. */
class PageTokenTest {
  @Test
  void theKeysComeBack() {
    var token = PageToken.of("a/b", "", "😀 =&");
    assertEquals(Optional.of(List.of("a/b", "", "😀 =&")), PageToken.read(token, 3));
    assertEquals(Optional.empty(), PageToken.read("", 3));
    assertEquals(100, PageToken.size(0));
    assertEquals(7, PageToken.size(7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "AAAA", "bm90IG91cnM", "🙂"})
  void whatWasNotGivenOutIsRefused(String token) {
    assertThrows(Refused.class, () -> PageToken.read(token, 1));
  }

  @Test
  void aForgedNulIsRefused() {
    assertThrows(Refused.class, () -> PageToken.read(PageToken.of("a\0b"), 1));
  }

  @Test
  void aTokenOfAnotherListIsRefused() {
    assertThrows(Refused.class, () -> PageToken.read(PageToken.of("a", "b"), 1));
  }
}
