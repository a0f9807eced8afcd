package reckoner.kit.testing;

import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Whether tests use servers in containers: decided once for a JVM, by {@code RECKONER_CONTAINERS}
 * and by what the engine has.
 */
public final class Containers {
  /** The variable of the environment: {@code required}, {@code off}, or not set. */
  public static final String VARIABLE = "RECKONER_CONTAINERS";

  /** As the end of the build calls them. */
  public static final String POSTGRES_NAME = "PostgreSQL 18.6 in a container";

  public static final String EMBEDDED_POSTGRES_NAME = "embedded PostgreSQL";

  public static final String POSTGRES_IMAGE = "postgres:18.6";
  static final String TEMPORAL_IMAGE = "temporalio/temporal:1.5.1";

  /** Removes the containers of a JVM that was killed; Testcontainers starts it by itself. */
  private static final String REAPER_IMAGE = "testcontainers/ryuk:0.14.0";

  private Containers() {}

  /** The answers of one JVM. */
  private static final class Chosen {
    private static final UnaryOperator<String> ENGINE = ContainerEngine.ofEnvironment()::trouble;
    static final Answer POSTGRES = answer(System.getenv(VARIABLE), ENGINE, POSTGRES_IMAGE);
    static final Answer TEMPORAL = answer(System.getenv(VARIABLE), ENGINE, TEMPORAL_IMAGE);
  }

  /**
   * @param use whether the container is used
   * @param failure what every test that needs the server says, where it was asked for and cannot be
   *     had; else empty
   */
  record Answer(boolean use, String failure) {
    boolean orThrow() {
      if (!failure.isEmpty()) {
        throw new IllegalStateException(failure);
      }
      return use;
    }
  }

  static Answer answer(@Nullable String asked, UnaryOperator<String> trouble, String image) {
    var mode = Objects.requireNonNullElse(asked, "").strip().toLowerCase(Locale.ROOT);
    return switch (mode) {
      case "off" -> new Answer(false, "");
      case "" -> new Answer(trouble(trouble, image).isEmpty(), "");
      case "required" -> {
        var found = trouble(trouble, image);
        yield found.isEmpty()
            ? new Answer(true, "")
            : new Answer(false, "%s=required, but %s".formatted(VARIABLE, found));
      }
      default ->
          new Answer(
              false, "%s is \"%s\": it is required, off or not set".formatted(VARIABLE, asked));
    };
  }

  private static String trouble(UnaryOperator<String> engine, String image) {
    var reaper = engine.apply(REAPER_IMAGE);
    return reaper.isEmpty() ? engine.apply(image) : reaper;
  }

  /** Whether PostgreSQL runs in containers; throws where it must and cannot. */
  public static boolean forPostgres() {
    return Chosen.POSTGRES.orThrow();
  }

  /** Whether a real Temporal runs in a container; throws where it must and cannot. */
  public static boolean forTemporal() {
    return Chosen.TEMPORAL.orThrow();
  }
}
