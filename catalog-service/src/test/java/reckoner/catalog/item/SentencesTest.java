package reckoner.catalog.item;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import org.junit.jupiter.api.Test;

class SentencesTest {
  @Test
  void aThousandAreSaidAndTheRestIsCounted() {
    assertEquals(1_000, Sentences.bounded(Collections.nCopies(1_000, "x")).size());
    var more = Sentences.bounded(Collections.nCopies(2_001, "x"));
    assertEquals(1_001, more.size());
    assertEquals("and 1,001 more", more.getLast());
  }
}
