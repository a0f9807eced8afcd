package reckoner.catalog.grpc;

import reckoner.catalog.item.GetItem;
import reckoner.catalog.item.ItemName;
import reckoner.catalog.item.Stored;
import reckoner.catalog.item.wire.ProtoItems;
import reckoner.kit.wire.Wire;
import reckoner.proto.catalog.v1.GetItemRequest;
import reckoner.proto.catalog.v1.ItemKind;
import reckoner.proto.catalog.v1.ItemVersion;

/** Items as the catalog keeps them, as protos. */
final class ItemMessages {
  private ItemMessages() {}

  /** The names of both enums are the same; the edge refuses requests of no kind. */
  static ItemName name(ItemKind kind, String key) {
    return new ItemName(reckoner.catalog.item.ItemKind.valueOf(kind.name()), key);
  }

  static GetItem.Which which(GetItemRequest request) {
    return switch (request.getWhichCase()) {
      case VERSION -> new GetItem.Numbered(request.getVersion());
      case DRAFT -> new GetItem.TheDraft();
      case EFFECTIVE_AT -> new GetItem.EffectiveAt(Wire.instant(request.getEffectiveAt()));
      case WHICH_NOT_SET -> new GetItem.Newest();
    };
  }

  /**
   * @param written all of the item, or what lists show
   */
  static ItemVersion version(Stored stored, byte[] written) {
    var message =
        ItemVersion.newBuilder().setItem(ProtoItems.parsed(written)).setEtag(stored.etag());
    switch (stored) {
      case Stored.Draft _ -> message.setState(ItemVersion.State.DRAFT);
      case Stored.Version version -> {
        message
            .setVersion(version.number())
            .setState(
                version.isOffered() ? ItemVersion.State.PUBLISHED : ItemVersion.State.ARCHIVED)
            .setContentHash(version.contentHash())
            .setEffectiveTime(Wire.timestamp(version.effectiveTime()))
            .setPublishTime(Wire.timestamp(version.publishTime()))
            .setPosition(version.position());
        var archiving = version.archiving();
        if (archiving != null) {
          message
              .setArchiveTime(Wire.timestamp(archiving.time()))
              .setArchivePosition(archiving.position());
        }
      }
    }
    return message.build();
  }
}
