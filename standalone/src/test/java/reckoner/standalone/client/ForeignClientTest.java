package reckoner.standalone.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said where a language, or what its client needs, cannot be had. */
class ForeignClientTest {
  private static String saidOf(String... command) throws IOException {
    var tests =
        ForeignClient.tests(
            "python",
            client -> {
              client.need(List.of(command));
              throw new AssertionError("it can be had");
            });
    assertEquals(1, tests.size());
    return tests.getFirst().getDisplayName();
  }

  @Test
  void aLanguageThatIsAwayIsNamed() throws Exception {
    assertEquals(
        "the client in python was not run: there is no no-such-language",
        saidOf("no-such-language", "--version"));
  }

  @Test
  void whatItsRegistryDoesNotGiveIsNamedInTheRegistrysWords() throws Exception {
    assertEquals(
        "the client in python was not run: 'sh -c echo asked; echo no answer; exit 1' says: no"
            + " answer",
        saidOf("sh", "-c", "echo asked; echo no answer; exit 1"));
  }

  @Test
  void onlyWhereItIsRequiredItsAbsenceFails() {
    ForeignClient.sayMissing("the client in x was not run", false);
    assertThrows(
        AssertionError.class, () -> ForeignClient.sayMissing("the client in x was not run", true));
  }
}
