package reckoner.kit.store;

import io.micronaut.core.value.PropertyResolver;
import reckoner.kit.settings.BadSetting;
import reckoner.kit.settings.Settings;

/**
 * Where a service's database is and as whom it is opened. A password in a file wins over one among
 * the settings, because settings are shown by more tools than files are.
 *
 * @param url a JDBC address
 */
public record DatabaseAccess(String url, String user, String password) {
  static final String PASSWORD_FILE = "reckoner.database-password-file";
  private static final String PREFIX = "datasources.default.";

  /** As the configuration of a service says; every fault names its setting. */
  public static DatabaseAccess of(PropertyResolver properties) {
    var settings = new Settings(properties);
    return new DatabaseAccess(
        required(settings, PREFIX + "url"),
        required(settings, PREFIX + "username"),
        settings
            .secret(PASSWORD_FILE)
            .or(() -> settings.text(PREFIX + "password"))
            .orElse("")); // the server may know its users by other means
  }

  private static String required(Settings settings, String name) {
    return settings.text(name).orElseThrow(() -> new BadSetting(name, "is not set"));
  }

  /** Keeps the password out of logs. */
  @Override
  public String toString() {
    return "%s as %s".formatted(url, user);
  }
}
