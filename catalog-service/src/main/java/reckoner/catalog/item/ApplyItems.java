package reckoner.catalog.item;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import reckoner.catalog.CatalogStore;
import reckoner.catalog.Positions;
import reckoner.catalog.item.Stored.Version;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.refusal.Refused;

/**
 * Makes the catalog say what a list of items says: publishes those that differ from their newest
 * version, those that others name first. Drafts are left alone.
 */
public final class ApplyItems {
  private final CatalogStore ledger;
  private final ItemStore items;
  private final DiffVersions diffVersions;
  private final InstantSource businessTime;

  public ApplyItems(
      CatalogStore ledger, ItemStore items, DiffVersions diffVersions, InstantSource businessTime) {
    this.ledger = ledger;
    this.items = items;
    this.diffVersions = diffVersions;
    this.businessTime = businessTime;
  }

  /** What was done with an item. */
  public enum Action {
    CREATED,
    PUBLISHED,
    UNCHANGED
  }

  /**
   * An item that is as it was asked for.
   *
   * @param differences from the version before, in words; none of an item's first version
   */
  public record Applied(Version version, Action action, List<String> differences) {
    public Applied {
      differences = List.copyOf(differences);
    }
  }

  /**
   * What was done and what was not, each by its place in the list. Where anything was refused the
   * caller rolls all of it back.
   */
  public record Outcome(TreeMap<Integer, Applied> applied, TreeMap<Integer, Refusal> refused) {}

  /**
   * Publishes what differs, in the caller's transaction.
   *
   * @param effective empty for from now on
   */
  public Outcome run(String tenant, List<Item> wanted, Optional<Instant> effective) {
    // the ledger before the items, as everybody takes them who takes both
    var positions = Positions.lock(ledger, businessTime, tenant);
    var outcome = new Outcome(new TreeMap<>(), new TreeMap<>());
    Set<ItemName> refused = new HashSet<>();
    for (int place : new ReferencedFirst(wanted).order()) {
      var item = wanted.get(place);
      try {
        one(tenant, item, effective.orElse(positions.time()), positions, refused)
            .ifPresentOrElse(
                applied -> outcome.applied().put(place, applied), () -> refused.add(item.name()));
      } catch (Refused refusal) {
        refused.add(item.name());
        outcome.refused().put(place, refusal.refusal());
      }
    }
    return outcome;
  }

  /**
   * Empty where the item names nothing else that is missing than what was refused before it, which
   * is said there.
   */
  private Optional<Applied> one(
      String tenant, Item item, Instant effective, Positions positions, Set<ItemName> refused) {
    var name = item.name();
    if (items.isImported(tenant, name)) {
      throw ItemRefusals.keyTakenByImport(name);
    }
    items.lock(tenant, name);
    var newest = items.newest(tenant, name);
    var offered = newestOffered(tenant, newest);
    if (offered.isPresent() && offered.get().contentHash().equals(item.written().contentHash())) {
      return Optional.of(new Applied(offered.get(), Action.UNCHANGED, List.of()));
    }
    var missing = new ArrayList<>(items.missing(tenant, item.content().references()));
    if (!missing.isEmpty()) {
      missing.removeIf(reference -> refused.contains(reference.item()));
      if (missing.isEmpty()) {
        return Optional.empty();
      }
      throw ItemRefusals.unpublished(name, missing);
    }
    var version = PublishDraft.next(item, newest, effective, positions);
    items.addVersion(tenant, version, item);
    return Optional.of(
        newest
            .map(before ->
                new Applied(
                    version,
                    Action.PUBLISHED,
                    diffVersions.run(tenant, name, before.number(), version.number())))
            .orElseGet(() -> new Applied(version, Action.CREATED, List.of())));
  }

  /** What exports write, so that applying an export changes nothing. */
  private Optional<Version> newestOffered(String tenant, Optional<Version> newest) {
    var version = newest;
    while (version.isPresent() && !version.get().isOffered()) {
      var before = version.get().number() - 1;
      version =
          before == 0 ? Optional.empty() : items.version(tenant, version.get().name(), before);
    }
    return version;
  }
}
