package reckoner.rating;

/** Which events a meter counts; it touches no money (RULES H6). */
@FunctionalInterface
public interface Condition {
  /** Whether the event is counted; one that lacks what is asked for is not. */
  boolean holds(UsageEvent event);
}
