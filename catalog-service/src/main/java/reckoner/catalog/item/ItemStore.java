package reckoner.catalog.item;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import reckoner.catalog.item.Stored.Draft;
import reckoner.catalog.item.Stored.Version;

/** What the catalog keeps of items. Every call takes part in the caller's transaction. */
public interface ItemStore {
  /** Takes the item for writing, which is made on first use, and holds it to the commit. */
  void lock(String tenant, ItemName name);

  /** Whether a book of this key was made by the import of a price list. */
  boolean isImported(String tenant, ItemName name);

  Optional<Draft> draft(String tenant, ItemName name);

  /** The draft as it was written. */
  byte[] draftContent(String tenant, ItemName name);

  /** Keeps a draft in place of the one before, if there is one; the item is locked. */
  Draft putDraft(String tenant, Item item);

  void dropDraft(String tenant, ItemName name);

  Optional<Version> version(String tenant, ItemName name, int number);

  Optional<Version> newest(String tenant, ItemName name);

  /** The last version that is effective at an instant and that is offered now. */
  Optional<Version> effectiveAt(String tenant, ItemName name, Instant time);

  /** The version as it was written. */
  byte[] versionContent(String tenant, ItemName name, int number);

  /** Keeps a version with what it names and its prices. */
  void addVersion(String tenant, Version version, Item item);

  void archive(String tenant, Version version, Instant time, long position);

  /** Those that are not published, or are not offered where that is needed. */
  List<Reference> missing(String tenant, List<Reference> references);

  /**
   * Offered versions of other items, in force or to come, that name a version and have no other
   * version of it to go to.
   */
  List<Reference> dependents(String tenant, Version version, Instant now, int max);

  /** What a list shows. */
  record Filter(
      Optional<ItemKind> kind,
      String keyPrefix,
      Set<State> states,
      boolean newest,
      Optional<String> product) {
    public Filter {
      states = Set.copyOf(states);
    }
  }

  /** Where an item or a version is in its life. */
  enum State {
    DRAFT,
    PUBLISHED,
    ARCHIVED
  }

  /** A place in a list: after it the next page begins; a draft is after all versions. */
  record Place(String kind, String key, int version) {}

  /** By the name of the kind, key and version, a draft last. */
  List<Stored> list(String tenant, Filter filter, Place after, int max);

  /**
   * Items of which the newest offered versions are meant.
   *
   * @param keys none for all
   */
  record Selection(Optional<ItemKind> kind, Set<String> keys) {
    public Selection {
      keys = Set.copyOf(keys);
    }
  }

  /** How much something is. */
  record Size(long items, long bytes) {}

  /** A version as it was written. */
  record Offered(String key, byte[] whole) {}

  /** How much {@link #newestOffered} would give. */
  Size size(String tenant, Selection selection);

  /** By the name of the kind and key. */
  List<Offered> newestOffered(String tenant, Selection selection);
}
