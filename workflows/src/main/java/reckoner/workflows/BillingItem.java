package reckoner.workflows;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A closed period on a billing run.
 *
 * @param invoice business key of its invoice; null while SELECTED and where it has no charges
 */
public record BillingItem(
    String customer, String contract, Instant periodStart, State state, @Nullable String invoice) {
  /** How far an item has come. */
  public enum State {
    SELECTED,
    /** The period has no charges and gets no invoice. */
    EMPTY,
    DRAFTED,
    FINALISED,
    /** The invoice has its number; making its files was given up, and a later run tries again. */
    UNRENDERED,
    RENDERED;

    /** The state from which a run at work brings an item to this one. */
    public State before() {
      return switch (this) {
        case SELECTED -> throw new IllegalStateException("an item begins selected");
        case EMPTY, DRAFTED -> SELECTED;
        case FINALISED -> DRAFTED;
        case UNRENDERED, RENDERED -> FINALISED;
      };
    }
  }

  BillingItem empty() {
    return new BillingItem(customer, contract, periodStart, State.EMPTY, null);
  }

  BillingItem drafted(String key) {
    return new BillingItem(customer, contract, periodStart, State.DRAFTED, key);
  }

  BillingItem finalised() {
    return new BillingItem(customer, contract, periodStart, State.FINALISED, invoiceKey());
  }

  BillingItem rendered() {
    return new BillingItem(customer, contract, periodStart, State.RENDERED, invoiceKey());
  }

  BillingItem unrendered() {
    return new BillingItem(customer, contract, periodStart, State.UNRENDERED, invoiceKey());
  }

  /** The key of the invoice that a drafted item has. */
  String invoiceKey() {
    return Objects.requireNonNull(invoice, "a drafted item has an invoice");
  }
}
