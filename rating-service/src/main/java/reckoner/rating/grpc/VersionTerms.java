package reckoner.rating.grpc;

import reckoner.proto.pricing.v1.ChargeTerms;
import reckoner.proto.pricing.v1.PriceVersion;

/** Finds the terms of a price in a published version of a price book. */
@FunctionalInterface
public interface VersionTerms {
  ChargeTerms terms(String tenant, PriceVersion version, String currency);
}
