package reckoner.workflows.wiring;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.Optional;
import reckoner.kit.auth.Caller;
import reckoner.kit.auth.RandomBytes;
import reckoner.kit.auth.TokenSigner;
import reckoner.kit.clock.RealTime;
import reckoner.workflows.CreateApiKey;
import reckoner.workflows.CreateServiceAccount;
import reckoner.workflows.CreateTenant;
import reckoner.workflows.ExchangeApiKey;
import reckoner.workflows.IdentityStore;
import reckoner.workflows.RevokeApiKey;
import reckoner.workflows.TokenIssuer;

/** Puts credentials on their adapters. They run on real time, because business time may stand. */
@Factory
class IdentityWiring {
  @Singleton
  CreateTenant createTenant(IdentityStore identities, RealTime realTime) {
    return new CreateTenant(identities, realTime);
  }

  @Singleton
  CreateServiceAccount createServiceAccount(IdentityStore identities, RealTime realTime) {
    return new CreateServiceAccount(identities, realTime);
  }

  @Singleton
  CreateApiKey createApiKey(IdentityStore identities, RealTime realTime, RandomBytes chance) {
    return new CreateApiKey(identities, realTime, chance::next);
  }

  @Singleton
  RevokeApiKey revokeApiKey(IdentityStore identities, RealTime realTime) {
    return new RevokeApiKey(identities, realTime);
  }

  /** Exchanges where this deployment has an issuing key, and refuses elsewhere. */
  @Singleton
  ExchangeApiKey exchangeApiKey(
      IdentityStore identities, RealTime realTime, Optional<TokenSigner> signer) {
    return new ExchangeApiKey(identities, realTime, signer.map(IdentityWiring::issuer));
  }

  private static TokenIssuer issuer(TokenSigner signer) {
    return (tenant, account, role, issueTime, lifetime) ->
        signer.sign(new Caller(tenant, account, role), issueTime, lifetime);
  }
}
