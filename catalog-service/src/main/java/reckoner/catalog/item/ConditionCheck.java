package reckoner.catalog.item;

import java.util.Optional;

/** Checks conditions on events; no condition touches money (RULES H6). */
public interface ConditionCheck {
  /** What a condition may ask. */
  enum Over {
    /** event_type, dimensions and quantities. */
    EVENTS,
    /** dimensions, quantities and evidence. */
    OUTCOMES
  }

  /** What is wrong with a condition; empty where it is well. */
  Optional<String> fault(Over over, String condition);
}
