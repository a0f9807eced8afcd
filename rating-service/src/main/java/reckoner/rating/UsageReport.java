package reckoner.rating;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What operators see of usage that is in no charge. */
public interface UsageReport {
  /** Statuses in which usage is in no charge. */
  enum Status {
    CONFLICT,
    LATE,
    REJECTED,
    UNCOUNTED,
    UNPRICED,
    WAITING
  }

  /** Place of an exception in the list: by status name, source, event id, content hash. */
  record Cursor(String status, String source, String eventId, String contentHash) {}

  /**
   * An exception, with the event as it came.
   *
   * @param origin where it came from, of doors that can be asked for it again
   */
  record UsageException(
      Cursor cursor,
      Status status,
      byte[] body,
      String reason,
      String field,
      String message,
      String origin) {}

  /** Numbers of stored usage by state. */
  record Summary(
      long rated,
      long waiting,
      long unpriced,
      long late,
      long uncounted,
      long rejected,
      long conflicts,
      long replayed,
      long amended,
      long voided) {}

  /** At most {@code limit} exceptions after a place. */
  List<UsageException> exceptions(
      String tenant, Set<Status> statuses, Optional<Cursor> after, int limit);

  Summary summary(String tenant);
}
