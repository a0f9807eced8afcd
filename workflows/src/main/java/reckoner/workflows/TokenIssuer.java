package reckoner.workflows;

import java.time.Duration;
import java.time.Instant;
import reckoner.kit.auth.Role;

/** Signs tokens with the issuing key. */
@FunctionalInterface
public interface TokenIssuer {
  /**
   * A token that every service of the deployment accepts.
   *
   * @param issueTime real time in whole seconds
   */
  String issue(String tenant, String account, Role role, Instant issueTime, Duration lifetime);
}
