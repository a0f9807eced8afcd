package reckoner.catalog.item;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import reckoner.catalog.CatalogReason;
import reckoner.catalog.item.Stored.Archiving;
import reckoner.catalog.item.Stored.Version;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.refusal.Refused;

/** Why something is not done with an item. */
final class ItemRefusals {
  private ItemRefusals() {}

  static Refused draftUnknown(ItemStore store, String tenant, ItemName name) {
    return store.newest(tenant, name).isPresent()
        ? refused(CatalogReason.DRAFT_UNKNOWN, name.words() + " has no draft")
        : itemUnknown(name);
  }

  static Refused itemUnknown(ItemName name) {
    return refused(CatalogReason.ITEM_UNKNOWN, "there is no %s".formatted(name.words()));
  }

  static Refused versionUnknown(ItemStore store, String tenant, ItemName name, int number) {
    return store
        .newest(tenant, name)
        .map(newest ->
            refused(
                CatalogReason.VERSION_UNKNOWN,
                "%s has no version %d; its newest is %d"
                    .formatted(name.words(), number, newest.number())))
        .or(() ->
            store
                .draft(tenant, name)
                .map(draft ->
                    refused(
                        CatalogReason.VERSION_UNKNOWN,
                        "%s has a draft and no version".formatted(name.words()))))
        .orElseGet(() -> itemUnknown(name));
  }

  static Refused noneEffective(ItemStore store, String tenant, ItemName name, Instant time) {
    return store.newest(tenant, name).isPresent()
        ? refused(
            CatalogReason.VERSION_UNKNOWN,
            "no version of %s is offered and effective at %s".formatted(name.words(), time))
        : itemUnknown(name);
  }

  static Refused draftExists(ItemName name) {
    return refused(
        CatalogReason.DRAFT_EXISTS,
        "%s has a draft already; change it, publish it or drop it".formatted(name.words()));
  }

  static Refused keyTakenByImport(ItemName name) {
    return refused(
        CatalogReason.KEY_TAKEN_BY_IMPORT,
        "%s was made by the import of a price list; take another key".formatted(name.words()));
  }

  static void requireEtag(Stored stored, String etag) {
    if (!stored.etag().equals(etag)) {
      throw refused(
          CatalogReason.ETAG_MISMATCH,
          "%s was changed since it was read with etag %s; read it again"
              .formatted(stored.name().words(), etag));
    }
  }

  static Refused effectiveBeforePrevious(Version previous) {
    return refused(
        CatalogReason.EFFECTIVE_TIME_BEFORE_PREVIOUS,
        "version %d of %s is effective from %s on, and the next one not before"
            .formatted(previous.number(), previous.name().words(), previous.effectiveTime()));
  }

  static Refused archivedAlready(Version version, Archiving archiving) {
    return refused(
        CatalogReason.ARCHIVED_ALREADY,
        "version %d of %s was archived at %s"
            .formatted(version.number(), version.name().words(), archiving.time()));
  }

  static Refused unpublished(ItemName name, List<Reference> missing) {
    return named(
        CatalogReason.REFERENCE_UNPUBLISHED,
        "%s names %d item(s) that are not offered".formatted(name.words(), missing.size()),
        missing);
  }

  static Refused referenced(Version version, List<Reference> dependents) {
    return named(
        CatalogReason.REFERENCED,
        "version %d of %s is the last that is offered, and others name it"
            .formatted(version.number(), version.name().words()),
        dependents);
  }

  private static Refused named(CatalogReason reason, String message, List<Reference> named) {
    return new Refusal(
            reason,
            named.stream()
                .limit(10)
                .map(Reference::words)
                .collect(Collectors.joining(", ", message + ": ", named.size() > 10 ? " …" : "")),
            named.stream().map(one -> new Refusal.Fault(one.item().key(), one.words())).toList())
        .asException();
  }

  private static Refused refused(CatalogReason reason, String message) {
    return Refusal.of(reason, message).asException();
  }
}
