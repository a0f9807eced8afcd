package reckoner.catalog.item;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An item as the catalog keeps it. */
public sealed interface Stored {
  ItemName name();

  /** The item as lists show it, without prices and costs. */
  byte[] shown();

  /** Changes with every change of it. */
  String etag();

  /**
   * It is edited and seen by people alone.
   *
   * @param revision how often drafts of the item were written, this time included
   */
  record Draft(ItemName name, long revision, byte[] shown, String contentHash) implements Stored {
    @Override
    public String etag() {
      return "draft-" + revision;
    }
  }

  /**
   * When a version ceased to be offered.
   *
   * @param time business time
   * @param position in the tenant's ledger; answers as of an earlier one know the version
   */
  record Archiving(Instant time, long position) {}

  /**
   * It was published and never changes, but that it is archived once.
   *
   * @param number from 1 without gaps
   * @param effectiveTime from then on it is what new contracts get
   * @param publishTime business time of the publication
   * @param position of the publication in the tenant's ledger
   * @param archiving when it ceased to be offered
   */
  record Version(
      ItemName name,
      int number,
      byte[] shown,
      String contentHash,
      Instant effectiveTime,
      Instant publishTime,
      long position,
      @Nullable Archiving archiving)
      implements Stored {
    public boolean isOffered() {
      return archiving == null;
    }

    @Override
    public String etag() {
      return "version-%d-%s".formatted(number, isOffered() ? "published" : "archived");
    }
  }
}
