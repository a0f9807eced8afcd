package reckoner.workflows;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import reckoner.kit.auth.Role;
import reckoner.kit.auth.Tokens;
import reckoner.kit.testing.TestService;

/** Signs what a deployment would sign. */
@Factory
class TestTokens {
  @Singleton
  Tokens tokens() {
    return tenant -> TestService.token(tenant, Role.MACHINE);
  }
}
