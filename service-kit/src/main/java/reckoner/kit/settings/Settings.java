package reckoner.kit.settings;

import io.micronaut.core.value.PropertyResolver;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The settings of one service. A blank one counts as not set, because container engines pass an
 * unset variable on as an empty one.
 */
@Singleton
public final class Settings {
  private final PropertyResolver properties;

  public Settings(PropertyResolver properties) {
    this.properties = properties;
  }

  public Optional<String> text(String setting) {
    return properties
        .getProperty(setting, String.class)
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  public Optional<Path> file(String setting) {
    return text(setting).map(Path::of);
  }

  public boolean isOn(String setting) {
    return properties.getProperty(setting, Boolean.class).orElse(false);
  }

  /** The secret in the file that a setting names; where the setting is blank, there is none. */
  public Optional<String> secret(String setting) {
    return file(setting).map(file -> secret(setting, file));
  }

  /** What stands in a file that a setting names. */
  public static String content(String setting, Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException missing) {
      throw new BadSetting(setting, "names the file %s, which does not exist".formatted(file));
    } catch (IOException unreadable) {
      throw new BadSetting(
          setting,
          "names the file %s, which cannot be read: %s".formatted(file, unreadable),
          unreadable);
    }
  }

  /** What stands in a secret's file, without the line end that editors put after it. */
  public static String secret(String setting, Path file) {
    var content = content(setting, file);
    int end = content.length();
    while (end > 0 && (content.charAt(end - 1) == '\n' || content.charAt(end - 1) == '\r')) {
      end--;
    }
    if (end == 0) {
      throw new BadSetting(setting, "names the file %s, which is empty".formatted(file));
    }
    return content.substring(0, end);
  }
}
