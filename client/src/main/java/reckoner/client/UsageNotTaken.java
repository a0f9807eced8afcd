package reckoner.client;

import org.jspecify.annotations.Nullable;

/** An event, or the spool, was not taken; the reason says why, and what may have become of it. */
public final class UsageNotTaken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final String text;

  /** Stable names, to branch on. */
  public enum Reason {
    /** The event has more bytes than the contract allows; it was not kept. */
    EVENT_TOO_LARGE,
    /** The spool, with its rejects, holds as many bytes as it may; the event was not kept. */
    SPOOL_FULL,
    /** The disk did not take the event. It was not promised, and may be delivered all the same. */
    SPOOL_FAILED,
    /** Another client holds the folder of the spool, in this process or in another one. */
    SPOOL_IN_USE,
    /** As many events wait for their confirmation as may; the event was not sent. */
    TOO_MANY_WAITING,
    /** The time is over and the event was not sent: it is not in the ledger. */
    UNREACHABLE,
    /** The time is over and no answer came: the event may be in the ledger. Report it again. */
    UNCONFIRMED,
    /** The service refuses this client, as the cause says; the event is not in the ledger. */
    CALL_REFUSED,
    /** The client was closed before; the event was not kept. */
    CLOSED
  }

  UsageNotTaken(Reason reason, String text, @Nullable Throwable cause) {
    super(reason + ": " + text, cause);
    this.reason = reason;
    this.text = text;
  }

  UsageNotTaken(Reason reason, String text) {
    this(reason, text, null);
  }

  /** The same, as it is thrown to another thread. */
  UsageNotTaken thrownHere() {
    return new UsageNotTaken(reason, text, getCause());
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
