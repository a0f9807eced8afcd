package reckoner.kit.settings;

import io.micronaut.context.env.ActiveEnvironment;
import io.micronaut.context.env.EnvironmentPropertySource;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.PropertySourceLoader;
import io.micronaut.core.io.ResourceLoader;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The names under which the environment carries what the frameworks' own properties say. They stand
 * here and not as placeholders in {@code application.yml}, because the environment must win over a
 * configuration file, and a placeholder would lose to it. {@code RECKONER_X_Y} reaches {@code
 * reckoner.x-y} without being named.
 */
public final class EnvironmentNames implements PropertySourceLoader {
  /** Of every service: {@code CATALOG_GRPC_PORT} and so on. */
  public static final Map<String, List<String>> OF_A_SERVICE =
      Map.of(
          "GRPC_PORT", List.of("grpc.server.port"),
          "HTTP_PORT", List.of("micronaut.server.port"),
          "DATABASE_URL", List.of("datasources.default.url"),
          "DATABASE_USER", List.of("datasources.default.username"),
          "DATABASE_PASSWORD", List.of("datasources.default.password"),
          "DATABASE_PASSWORD_FILE", List.of("reckoner.database-password-file"),
          "DATABASE_POOL_MAX", List.of("datasources.default.maximum-pool-size"));

  /** One name for all services. */
  public static final Map<String, List<String>> OF_ALL =
      Map.of("RECKONER_BIND_HOST", List.of("grpc.server.host", "micronaut.server.host"));

  private static final String APPLICATION = "application";

  @Override
  public Optional<PropertySource> load(String resource, ResourceLoader loader) {
    return APPLICATION.equals(resource) ? source(resource, ofAll(System.getenv())) : none();
  }

  @Override
  public Optional<PropertySource> loadEnv(
      String resource, ResourceLoader loader, ActiveEnvironment service) {
    return APPLICATION.equals(resource)
        ? source(resource + "-" + service.getName(), ofService(service.getName(), System.getenv()))
        : none();
  }

  static Map<String, Object> ofAll(Map<String, String> environment) {
    var properties = new HashMap<String, Object>();
    OF_ALL.forEach((name, targets) -> take(environment, name, targets, properties));
    return properties;
  }

  static Map<String, Object> ofService(String service, Map<String, String> environment) {
    var prefix = service.toUpperCase(Locale.ROOT) + "_";
    var properties = new HashMap<String, Object>();
    OF_A_SERVICE.forEach((name, targets) -> take(environment, prefix + name, targets, properties));
    return properties;
  }

  private static void take(
      Map<String, String> environment,
      String name,
      List<String> targets,
      Map<String, Object> properties) {
    var value = environment.getOrDefault(name, "").strip();
    if (!value.isEmpty()) { // an empty variable counts as none
      targets.forEach(target -> properties.put(target, value));
    }
  }

  private static Optional<PropertySource> source(String name, Map<String, Object> properties) {
    return properties.isEmpty()
        ? none()
        : Optional.of(
            PropertySource.of(
                "environment-" + name, properties, EnvironmentPropertySource.POSITION));
  }

  private static Optional<PropertySource> none() {
    return Optional.empty();
  }

  /** None: this reads no files. */
  @Override
  public Set<String> getExtensions() {
    return Set.of();
  }

  @Override
  public Map<String, Object> read(String name, InputStream input) {
    return Map.of();
  }
}
