package reckoner.catalog.item;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import reckoner.catalog.CatalogStore;
import reckoner.catalog.Positions;
import reckoner.catalog.item.Stored.Version;

/** Publishes a draft as the next version of its item, which never changes. */
public final class PublishDraft {
  private final CatalogStore ledger;
  private final ItemStore items;
  private final ItemForm form;
  private final InstantSource businessTime;

  public PublishDraft(
      CatalogStore ledger, ItemStore items, ItemForm form, InstantSource businessTime) {
    this.ledger = ledger;
    this.items = items;
    this.form = form;
    this.businessTime = businessTime;
  }

  /**
   * Content equal to that of the newest version makes no new one, while that is offered.
   *
   * @param effective empty for from now on
   */
  public Version run(String tenant, ItemName name, String etag, Optional<Instant> effective) {
    // the ledger before the item, as everybody takes them who takes both
    var positions = Positions.lock(ledger, businessTime, tenant);
    var draft = new SeenDraft(items).lock(tenant, name, etag);
    var newest = items.newest(tenant, name);
    if (newest.isPresent()
        && newest.get().isOffered()
        && newest.get().contentHash().equals(draft.contentHash())) {
      items.dropDraft(tenant, name);
      return newest.get();
    }
    // read again: what was valid when it was written may not be so for a later program
    var item = form.read(items.draftContent(tenant, name));
    var missing = items.missing(tenant, item.content().references());
    if (!missing.isEmpty()) {
      throw ItemRefusals.unpublished(name, missing);
    }
    var version = next(item, newest, effective.orElse(positions.time()), positions);
    items.addVersion(tenant, version, item);
    items.dropDraft(tenant, name);
    return version;
  }

  static Version next(Item item, Optional<Version> newest, Instant effective, Positions positions) {
    if (newest.isPresent() && effective.isBefore(newest.get().effectiveTime())) {
      throw ItemRefusals.effectiveBeforePrevious(newest.get());
    }
    return new Version(
        item.name(),
        newest.map(Version::number).orElse(0) + 1,
        item.written().shown(),
        item.written().contentHash(),
        effective,
        positions.time(),
        positions.next(),
        null);
  }
}
