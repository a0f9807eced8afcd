package reckoner.workflows;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Instant;
import reckoner.kit.auth.TokenSigner;
import reckoner.kit.clock.RealTime;
import reckoner.kit.testing.TestService;

/** What a deployment has where it issues tokens, and a real time that a story sets. */
@Factory
class TestIdentity {
  static final String ISSUING = "test.issuing";
  static final String SET_TIME = "test.set-time";

  @Singleton
  @Requires(property = ISSUING)
  TokenSigner issuingKey() {
    return TestService.SIGNER;
  }

  /** Stands where it is set. */
  @Singleton
  @Replaces(RealTime.class)
  @Requires(property = SET_TIME)
  static class SetTime extends RealTime {
    private volatile Instant now = Instant.EPOCH;

    void set(String time) {
      now = Instant.parse(time);
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
