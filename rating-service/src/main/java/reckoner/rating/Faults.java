package reckoner.rating;

/** Tells a fault of ours, which comes again with its event, from what only has to be waited for. */
public interface Faults {
  /** Whether it is neither a refusal nor an outage: of a database, a lock or another service. */
  boolean isOurs(Throwable failure);

  /** Puts it into the log; answers what whoever sent the event is told. */
  String incident(Throwable failure);
}
