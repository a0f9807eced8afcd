package reckoner.workflows;

import java.util.function.Supplier;

/** Runs work whose effects commit together or not at all. */
public interface UnitOfWork {
  <T> T run(Supplier<T> work);
}
