package reckoner.kit.refusal;

import java.util.List;

/**
 * Why something is not done.
 *
 * @param message for people: what was wrong and what would be accepted
 * @param faults every fault of the request, each with its field
 */
public record Refusal(Reason reason, String message, List<Fault> faults) {
  /** One fault: the field's path, and what is wrong with it. */
  public record Fault(String field, String message) {}

  public Refusal {
    faults = List.copyOf(faults);
  }

  public static Refusal of(Reason reason, String message) {
    return new Refusal(reason, message, List.of());
  }

  /** To be thrown where a transaction must be rolled back. */
  public Refused asException() {
    return new Refused(this);
  }
}
