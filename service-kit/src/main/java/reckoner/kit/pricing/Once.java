package reckoner.kit.pricing;

import java.util.HashSet;
import java.util.Set;

/** Names that stand once in a request. */
final class Once {
  private final Faults faults;
  private final Set<String> names = new HashSet<>();

  Once(Faults faults) {
    this.faults = faults;
  }

  /** Notes a fault where the name stands already. */
  void add(String field, String name) {
    if (!names.add(name)) {
      faults.add(field, "stands twice: \"%s\"".formatted(name));
    }
  }

  /** Notes a fault where nothing has this name. */
  void require(String field, String name, String what) {
    if (!names.contains(name)) {
      faults.add(field, "is no %s of the request: \"%s\"".formatted(what, name));
    }
  }

  Set<String> names() {
    return Set.copyOf(names);
  }
}
