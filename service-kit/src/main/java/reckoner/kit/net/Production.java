package reckoner.kit.net;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.kit.settings.BadSetting;
import reckoner.kit.settings.Settings;

/** What must not be where money is real is refused there (RULES B6), and said aloud elsewhere. */
@Context
@Requires(property = "reckoner.serving", notEquals = "false", defaultValue = "true")
final class Production {
  static final String SETTING = "reckoner.production";

  private static final Logger LOG = LoggerFactory.getLogger(Production.class);
  private static final String TEST_CLOCK = "reckoner.test-clock";
  private static final List<String> FOR_TRIALS =
      List.of(TEST_CLOCK, "reckoner.reflection", "reckoner.metrics-open");

  Production(Settings settings) {
    if (settings.isOn(SETTING)) {
      for (var setting : FOR_TRIALS) {
        if (settings.isOn(setting)) {
          throw new BadSetting(setting, "is for trials, and %s is set".formatted(SETTING));
        }
      }
    } else if (settings.isOn(TEST_CLOCK)) {
      LOG.warn("business time is a test clock: an operator may set it, and bills follow it");
    }
  }
}
