package reckoner.standalone.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import reckoner.kit.settings.EnvironmentNames;
import reckoner.standalone.platform.Service;

/** docs/configuration.md says every setting of the services, and no other. */
class ConfigurationPageTest {
  /** A row: environment, property or properties, default, meaning. */
  private static final Pattern ROW =
      Pattern.compile(
          "\\| `([A-Z_<>]+)` \\| (`[a-z.-]+`(?:, `[a-z.-]+`)*) \\| [^|]{2,} \\| [^|]{10,} \\|");

  /** A setting as Java names it: a literal of its own, or a placeholder of an injection. */
  private static final Pattern IN_JAVA =
      Pattern.compile("\"(?:\\$\\{)?(reckoner\\.[a-z]+(?:-[a-z]+)*)(?:\"|:[^\"]*\"|\\})");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z][A-Z_]+)");
  private static final List<String> MODULES =
      List.of("service-kit", "catalog-service", "rating-service", "invoicing-service", "workflows");

  @Test
  void everySettingHasItsLineAndNoLineIsLeftOver() throws Exception {
    var settings = settings();
    assertTrue(settings.size() > 30, "the settings were found");
    assertEquals(lines(settings), lines(listed(page())));
  }

  @Test
  void aMissingLineIsFound() throws Exception {
    var shorter = page().stream().filter(line -> !line.contains("RECKONER_DRAIN_DELAY")).toList();
    assertNotEquals(settings(), listed(shorter));
    assertEquals(Map.of(), listed(List.of("| `RECKONER_X` | `reckoner.x` | |  |")));
  }

  /** The defaults that stand in the services' own files stand on the page. */
  @Test
  void defaultsAreThoseOfTheFiles() throws Exception {
    var page = String.join("\n", page());
    int found = 0;
    for (var entry : ownDefaults().entrySet()) {
      var row = Pattern.compile("`" + entry.getKey() + "` \\| " + Pattern.quote(entry.getValue()));
      assertTrue(row.matcher(page).find(), () -> "the page has another default than " + entry);
      found++;
    }
    assertTrue(found >= 10, "the defaults were found");
  }

  private static List<String> page() throws IOException {
    return Files.readAllLines(Repository.root().resolve("docs/configuration.md"));
  }

  /** Name in the environment and the properties that it sets. */
  private static SortedMap<String, String> listed(List<String> page) {
    var listed = new TreeMap<String, String>();
    for (var line : page) {
      var row = ROW.matcher(line);
      if (row.matches()) {
        listed.put(row.group(1), row.group(2).replace("`", ""));
      }
    }
    return listed;
  }

  private static SortedMap<String, String> settings() throws IOException {
    var settings = new TreeMap<String, String>();
    EnvironmentNames.OF_ALL.forEach((name, set) -> settings.put(name, String.join(", ", set)));
    EnvironmentNames.OF_A_SERVICE.forEach(
        (name, set) -> settings.put("<SERVICE>_" + name, String.join(", ", set)));
    for (var file : Repository.javaFiles()) {
      if (isMain(file)) {
        var found = IN_JAVA.matcher(Files.readString(file));
        while (found.find()) {
          put(settings, found.group(1));
        }
      }
    }
    ownDefaults().keySet().forEach(name -> put(settings, name));
    for (var file : applicationFiles()) {
      var found = PLACEHOLDER.matcher(Files.readString(file));
      while (found.find()) {
        settings.putIfAbsent(found.group(1), "a placeholder of " + file.getFileName());
      }
    }
    return settings;
  }

  /** A setting under the name that the environment has for it, unless it has one of its own. */
  private static void put(SortedMap<String, String> settings, String property) {
    if (!settings.containsValue(property)) {
      var name = property.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
      settings.put(name, property);
    }
  }

  /** The settings of ours to which the services' files give a value. */
  private static SortedMap<String, String> ownDefaults() throws IOException {
    var defaults = new TreeMap<String, String>();
    for (var file : applicationFiles()) {
      var ours = false;
      for (var line : Files.readAllLines(file)) {
        if (line.startsWith("reckoner:")) {
          ours = true;
        } else if (!line.startsWith(" ")) {
          ours = false;
        } else if (ours && line.contains(": ")) {
          var at = line.indexOf(": ");
          defaults.put("reckoner." + line.substring(0, at).strip(), line.substring(at + 2).strip());
        }
      }
    }
    return defaults;
  }

  private static List<Path> applicationFiles() throws IOException {
    var resources = Path.of("src", "main", "resources");
    var files = new ArrayList<Path>();
    for (var module : MODULES) {
      var folder = Repository.root().resolve(module).resolve(resources);
      for (var name : Repository.names(folder)) {
        if (name.startsWith("application") && name.endsWith(".yml")) {
          files.add(folder.resolve(name));
        }
      }
    }
    assertEquals(Service.values().length + 1, files.size(), files::toString);
    return files;
  }

  private static boolean isMain(Path file) {
    var inside = Repository.root().relativize(file);
    return MODULES.contains(inside.getName(0).toString())
        && inside.getName(2).toString().equals("main");
  }

  private static String lines(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining("\n"));
  }
}
