package reckoner.workflows;

/** The processes as those who commit work for them see them. */
@FunctionalInterface
public interface Processes {
  /** Says that a start was committed; never waits and never fails. */
  void startsRequested();
}
