package reckoner.kit.clock;

import io.micronaut.context.annotation.Bean;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * The machine's time to the microsecond, for what lives and ends whatever business time does:
 * credentials. Nothing that is billed may depend on it (RULES B6).
 */
@Singleton
@Bean(typed = RealTime.class) // whoever asks for an InstantSource must say which
public class RealTime implements InstantSource {
  private final InstantSource system = InstantSource.system();

  @Override
  public Instant instant() {
    return system.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
