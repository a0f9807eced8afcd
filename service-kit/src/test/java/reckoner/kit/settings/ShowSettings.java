package reckoner.kit.settings;

import io.micronaut.context.ApplicationContextConfiguration;
import io.micronaut.context.env.DefaultEnvironment;
import java.util.List;

/** A program of its own, because only a program of its own has an environment of its own. */
public final class ShowSettings {
  private ShowSettings() {}

  /** Prints a line {@code name=value} for each property named, as a service sees it. */
  public static void main(String[] names) {
    var configuration =
        new ApplicationContextConfiguration() {
          @Override
          public List<String> getEnvironments() {
            return List.of("catalog");
          }

          @Override
          public java.util.Optional<Boolean> getDeduceEnvironments() {
            return java.util.Optional.of(false);
          }
        };
    try (var environment = new DefaultEnvironment(configuration)) {
      environment.start();
      for (var name : names) {
        System.out.println(name + "=" + environment.getProperty(name, String.class).orElse("none"));
      }
    }
  }
}
