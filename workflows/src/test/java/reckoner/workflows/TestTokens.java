package reckoner.workflows;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import reckoner.kit.auth.Role;
import reckoner.kit.auth.Tokens;
import reckoner.kit.testing.TestService;

/** Signs what a deployment would sign. */
@Factory
class TestTokens {
  /** A deployment that issues tokens signs its own with the same key. */
  @Singleton
  @Requires(missingProperty = TestIdentity.ISSUING)
  Tokens tokens() {
    return tenant -> TestService.token(tenant, Role.SERVICE);
  }
}
