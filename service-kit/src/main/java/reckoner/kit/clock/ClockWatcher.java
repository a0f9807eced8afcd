package reckoner.kit.clock;

/** Told after the business clock was set and committed. */
@FunctionalInterface
public interface ClockWatcher {
  void clockAdvanced();
}
