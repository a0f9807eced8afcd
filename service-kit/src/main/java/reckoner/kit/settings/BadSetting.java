package reckoner.kit.settings;

import java.util.Locale;

/** A setting with which the program cannot start; the message names it and says what is wrong. */
public final class BadSetting extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param setting the property, such as {@code reckoner.signing-key-file}
   * @param fault what is wrong, as the rest of a sentence
   */
  public BadSetting(String setting, String fault) {
    super(sentence(setting, fault));
  }

  public BadSetting(String setting, String fault, Throwable cause) {
    super(sentence(setting, fault), cause);
  }

  private static String sentence(String setting, String fault) {
    return setting.startsWith("reckoner.")
        ? "setting %s (%s) %s".formatted(setting, environmentName(setting), fault)
        : "setting %s %s".formatted(setting, fault);
  }

  /** The name under which the environment carries a setting of {@code reckoner.}. */
  static String environmentName(String setting) {
    return setting.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
