package reckoner.catalog.item;

import java.time.Instant;
import reckoner.catalog.item.Stored.Draft;
import reckoner.catalog.item.Stored.Version;

/** Reads one version or the draft of an item, all of it. */
public final class GetItem {
  private final ItemStore items;

  public GetItem(ItemStore items) {
    this.items = items;
  }

  /** Which of the states of an item. */
  public sealed interface Which {}

  /** The newest published version. */
  public record Newest() implements Which {}

  /** The version of a number. */
  public record Numbered(int version) implements Which {}

  /** The draft. */
  public record TheDraft() implements Which {}

  /** What new contracts get at an instant. */
  public record EffectiveAt(Instant time) implements Which {}

  /** The item and the form in which it was written, all of it. */
  public record Found(Stored stored, byte[] whole) {}

  public Found run(String tenant, ItemName name, Which which) {
    return switch (which) {
      case Newest() ->
          found(
              tenant,
              items
                  .newest(tenant, name)
                  .orElseThrow(() -> ItemRefusals.versionUnknown(items, tenant, name, 1)));
      case Numbered(var number) ->
          found(
              tenant,
              items
                  .version(tenant, name, number)
                  .orElseThrow(() -> ItemRefusals.versionUnknown(items, tenant, name, number)));
      case EffectiveAt(var time) ->
          found(
              tenant,
              items
                  .effectiveAt(tenant, name, time)
                  .orElseThrow(() -> ItemRefusals.noneEffective(items, tenant, name, time)));
      case TheDraft() ->
          found(
              tenant,
              items
                  .draft(tenant, name)
                  .orElseThrow(() -> ItemRefusals.draftUnknown(items, tenant, name)));
    };
  }

  private Found found(String tenant, Stored stored) {
    return new Found(
        stored,
        switch (stored) {
          case Draft draft -> items.draftContent(tenant, draft.name());
          case Version version -> items.versionContent(tenant, version.name(), version.number());
        });
  }
}
