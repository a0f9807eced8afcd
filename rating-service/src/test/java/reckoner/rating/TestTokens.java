package reckoner.rating;

import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import reckoner.kit.auth.Role;
import reckoner.kit.auth.Tokens;
import reckoner.kit.testing.TestService;

/** Rating's own credential towards its neighbours. */
@Singleton
@Requires(env = "rating")
class TestTokens implements Tokens {
  @Override
  public String tokenFor(String tenant) {
    return TestService.token(tenant, Role.MACHINE);
  }
}
