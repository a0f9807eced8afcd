package reckoner.rating;

/** Counts the contracts of a tenant that became known. */
@FunctionalInterface
public interface TermsRevisions {
  int of(String tenant);
}
