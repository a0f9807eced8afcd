package reckoner.rating;

import java.time.Duration;
import java.util.List;

/** What a tenant's subscribers are told: in order, without gaps, for a stated time. */
public interface Outbox {
  /** How long it is kept, by the database's clock. */
  Duration RETENTION = Duration.ofDays(30);

  /**
   * Adds news, inside the caller's transaction and as late in it as can be: others of the tenant
   * wait for its commit.
   */
  void add(String tenant, List<SpendNews> news);

  /** The last sequence that was given out and committed; 0 for none. */
  long head(String tenant);

  /**
   * One of the news.
   *
   * @param body as it is sent
   */
  record Entry(long sequence, String kind, String contract, byte[] body) {}

  /** What follows a sequence, at most so many; the first is the next sequence, if that is kept. */
  List<Entry> after(String tenant, long sequence, int limit);

  /** Removes what is older than the retention, the oldest first, at most so many. */
  int expire(int limit);
}
