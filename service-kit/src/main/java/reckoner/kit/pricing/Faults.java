package reckoner.kit.pricing;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.refusal.Refused;
import reckoner.pricing.DecimalFault;
import reckoner.pricing.Decimals;
import reckoner.pricing.model.PriceFault;

/**
 * Everything that is wrong with a request, found in one reading: what is at fault is noted with its
 * field, and something harmless stands in for it until the end.
 */
public final class Faults {
  private static final int KEPT_MAX = 1_000;

  private final List<Refusal.Fault> found = new ArrayList<>();

  public void add(String field, String message) {
    if (found.size() < KEPT_MAX) {
      found.add(new Refusal.Fault(field, message));
    }
  }

  /** For a value that the bounds of its request refuse before it is read. */
  static IllegalStateException unchecked(String field) {
    return new IllegalStateException("the bounds of the request let pass an unknown " + field);
  }

  /** The first {@value #KEPT_MAX}, in the order in which they were found. */
  public List<Refusal.Fault> found() {
    return List.copyOf(found);
  }

  /** What was read, unless something is at fault. */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw refusal();
    }
  }

  /** With one more fault, which ends the reading: what comes next depends on it. */
  Refused refusal(String field, String message) {
    add(field, message);
    return refusal();
  }

  private Refused refusal() {
    var first = found.getFirst();
    return new Refusal(
            PricingReason.PRICING_INVALID,
            "%s %s%s"
                .formatted(
                    first.field(),
                    first.message(),
                    found.size() == 1 ? "" : " (and %d more)".formatted(found.size() - 1)),
            found)
        .asException();
  }

  public BigDecimal amount(String field, String text) {
    return decimal(field, text, Decimals::amount);
  }

  public BigDecimal quantity(String field, String text) {
    return decimal(field, text, Decimals::quantity);
  }

  public BigDecimal multiplier(String field, String text) {
    return decimal(field, text, Decimals::multiplier);
  }

  /** Of any sign. */
  BigDecimal signedAmount(String field, String text) {
    return text.startsWith("-") ? amount(field, text.substring(1)).negate() : amount(field, text);
  }

  /** An empty text is none. */
  public @Nullable BigDecimal amountOrNone(String field, String text) {
    return text.isEmpty() ? null : amount(field, text);
  }

  /** An empty text is 0. */
  public BigDecimal amountOrZero(String field, String text) {
    return text.isEmpty() ? BigDecimal.ZERO : amount(field, text);
  }

  /** An empty text is 0. */
  public BigDecimal quantityOrZero(String field, String text) {
    return text.isEmpty() ? BigDecimal.ZERO : quantity(field, text);
  }

  private BigDecimal decimal(String field, String text, Function<String, BigDecimal> read) {
    try {
      return read.apply(text);
    } catch (DecimalFault fault) {
      add(field, fault.code() + ": " + fault.getMessage());
      return BigDecimal.ONE;
    }
  }

  /** An IANA zone; empty is UTC. */
  public ZoneId zone(String field, String name) {
    try {
      return name.isEmpty() ? ZoneOffset.UTC : ZoneId.of(name);
    } catch (DateTimeException unknown) {
      add(field, "is no IANA zone: " + name);
      return ZoneOffset.UTC;
    }
  }

  /** What the kernel makes of it, or a stand-in where it refuses. */
  public <T> T checked(String field, Supplier<T> made, T standIn) {
    try {
      return made.get();
    } catch (PriceFault fault) {
      add(field, fault.code() + ": " + fault.getMessage());
      return standIn;
    }
  }

  /**
   * What the kernel makes of values that are each right by themselves; nothing where it refuses.
   */
  <T> Optional<T> made(String field, Supplier<T> kernel) {
    try {
      return Optional.of(kernel.get());
    } catch (IllegalArgumentException refused) {
      add(field, String.valueOf(refused.getMessage()));
      return Optional.empty();
    }
  }
}
