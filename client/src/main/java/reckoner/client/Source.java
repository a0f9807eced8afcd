package reckoner.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.IngestUsageRequest;

/** Where a lane takes its batches from, and who hears what became of them; called by that lane. */
interface Source<B extends Source.Batch> {
  /** Events that are sent together. */
  interface Batch {
    IngestUsageRequest request();
  }

  /** Nanoseconds until a batch is due; 0: now; the most that there is: none. */
  long dueInNanos();

  /** A batch that is due, or null. */
  @Nullable B take();

  /** The ledger has answered, after its commit: a result for each event, in order. */
  void answered(B batch, List<EventResult> results);

  /**
   * A call has broken off.
   *
   * @param sent batches that were sent on it and not answered
   * @param unsent batches that are to be sent again, and were not sent on it
   * @param refusal whether the service refused the call, so that it took nothing of it in
   * @return what is to be sent again, in this order
   */
  List<B> broken(List<B> sent, List<B> unsent, Throwable failure, boolean refusal);

  /** Nothing is sent any more; these were sent, and their answers are not known. */
  void closed(List<B> unanswered);
}
