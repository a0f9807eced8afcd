package reckoner.kit.auth;

/** Gives the token with which this service calls another on behalf of a tenant. */
@FunctionalInterface
public interface Tokens {
  String tokenFor(String tenant);
}
