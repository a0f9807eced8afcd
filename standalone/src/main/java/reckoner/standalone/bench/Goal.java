package reckoner.standalone.bench;

import java.math.BigDecimal;

/** What the ratio of a row to its limit is to be. */
public sealed interface Goal {
  /** The more the better. */
  record AtLeast(BigDecimal ratio) implements Goal {}

  /** The less the better. */
  record AtMost(BigDecimal ratio) implements Goal {}

  /** Is shown for itself. */
  record None() implements Goal {}

  static Goal atLeast(String ratio) {
    return new AtLeast(new BigDecimal(ratio));
  }

  static Goal atMost(String ratio) {
    return new AtMost(new BigDecimal(ratio));
  }

  /** Empty for none. */
  default String words() {
    return switch (this) {
      case AtLeast(var ratio) -> "at least " + ratio;
      case AtMost(var ratio) -> "at most " + ratio;
      case None() -> "";
    };
  }
}
