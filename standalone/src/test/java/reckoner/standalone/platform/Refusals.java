package reckoner.standalone.platform;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.function.Executable;

/** What the user is told when something does not start. */
final class Refusals {
  private Refusals() {}

  static String message(Executable start) {
    return String.valueOf(assertThrows(StartFailure.class, start).getMessage());
  }
}
