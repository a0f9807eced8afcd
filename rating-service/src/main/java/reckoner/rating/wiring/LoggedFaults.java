package reckoner.rating.wiring;

import reckoner.kit.edge.Failures;
import reckoner.rating.Faults;

/**
 * Faults as callers are told of them.
 *
 * @param work what failed, for the log
 */
record LoggedFaults(String work) implements Faults {
  @Override
  public boolean isOurs(Throwable failure) {
    return Failures.isUnexpected(failure);
  }

  @Override
  public String incident(Throwable failure) {
    return Failures.incident(failure, work);
  }
}
