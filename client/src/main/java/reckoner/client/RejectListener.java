package reckoner.client;

import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.UsageEvent;

/**
 * Hears of spooled events that the ledger did not take: rejected ones and those whose id stands for
 * other content. Each stands in the spool's file of rejects before; after a crash a listener may
 * hear of one again. It is called on the thread that delivers, so it had better be quick; what it
 * throws is logged.
 */
@FunctionalInterface
public interface RejectListener {
  /** The result carries the reason, the field at fault and a message for people. */
  void rejected(UsageEvent event, EventResult result);
}
