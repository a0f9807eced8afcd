package reckoner.rating;

import java.util.List;
import java.util.Optional;

/** Rejected events, which are kept until they are taken again. */
public interface ParkedUsage {
  /** Place of a rejected event among those of its tenant, in the order of these fields. */
  record Place(String source, String eventId, String contentHash) {}

  /**
   * A rejected event.
   *
   * @param body as much of it as could be read; empty where it was too large to be kept
   * @param came what it is to be read from where the body is not all of it
   * @param origin where it came from, of doors that can be asked for it again
   */
  record Parked(
      Place place,
      byte[] body,
      Optional<IncomingUsage.Came> came,
      String origin,
      RatingReason reason,
      String field,
      String message) {}

  /** Which of them: those of these names, those of these reasons; an empty list chooses all. */
  record Choice(List<UsageEvent.Key> names, List<RatingReason> reasons) {
    public Choice {
      names = List.copyOf(names);
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * At most {@code limit} after a place, and no more than begin within {@code bytesMax}.
   *
   * @param isLast whether none follow
   */
  record Page(List<Parked> parked, boolean isLast) {
    public Page {
      parked = List.copyOf(parked);
    }
  }

  Page page(String tenant, Choice choice, Optional<Place> after, int limit, int bytesMax);

  /** Ends the rejection of what was taken, and keeps what became of it, one for each. */
  void settle(String tenant, List<Place> places, List<String> results);

  /** Keeps the newest reason of what is still at fault. */
  void keepReasons(String tenant, List<Parked> parked);

  /** Of a tenant no more are counted, so that looking stays cheap when it matters most. */
  int COUNT_MAX = 1_000;

  /** How many there are of all tenants, of each up to {@link #COUNT_MAX}. */
  long count();
}
