package reckoner.catalog.item.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import reckoner.catalog.CatalogReason;
import reckoner.catalog.item.ConditionCheck;
import reckoner.catalog.item.FormulaCheck;
import reckoner.catalog.item.ItemContent;
import reckoner.catalog.item.ItemForm;
import reckoner.catalog.item.ItemKind;
import reckoner.catalog.item.ItemName;
import reckoner.catalog.item.Written;
import reckoner.kit.pricing.Faults;
import reckoner.kit.refusal.Refusal;
import reckoner.proto.catalog.v1.Item;

/** Items between the proto and the domain. */
public final class ProtoItems implements ItemForm {
  private final ConditionCheck conditions;
  private final FormulaCheck formulas;

  public ProtoItems(ConditionCheck conditions, FormulaCheck formulas) {
    this.conditions = conditions;
    this.formulas = formulas;
  }

  /** A valid item; refuses one that is wrong in itself, with all its faults. */
  public reckoner.catalog.item.Item read(Item wire) {
    var content = content(wire);
    var listed = Listed.of(wire);
    return new reckoner.catalog.item.Item(
        new ItemName(kind(wire), wire.getKey()),
        content,
        new Written(
            wire.toByteArray(),
            listed.equals(wire) ? null : listed.toByteArray(),
            CanonicalItem.hash(wire)));
  }

  private ItemContent content(Item wire) {
    var faults = new Faults();
    var content = content(wire, faults);
    var found = faults.found();
    if (!found.isEmpty()) {
      throw invalid(wire, found);
    }
    return content;
  }

  /** What is wrong with an item in itself, by the fields of the item. */
  public List<Refusal.Fault> faults(Item wire) {
    var faults = new Faults();
    content(wire, faults);
    return faults.found();
  }

  @Override
  public reckoner.catalog.item.Item read(byte[] whole) {
    return read(parsed(whole));
  }

  @Override
  public ItemContent content(byte[] whole) {
    return content(parsed(whole));
  }

  @Override
  public List<String> differences(byte[] before, byte[] after) {
    return Differences.of(
        Listed.withoutPrices(parsed(before)), Listed.withoutPrices(parsed(after)));
  }

  /** An item as the catalog keeps it. */
  public static Item parsed(byte[] kept) {
    try {
      return Item.parseFrom(kept);
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("a stored item is broken", broken);
    }
  }

  /** The kind, by the content; the names of both enums are the same. */
  public static ItemKind kind(Item wire) {
    return ItemKind.valueOf(wire.getContentCase().name());
  }

  private ItemContent content(Item wire, Faults faults) {
    return switch (wire.getContentCase()) {
      case PRODUCT -> PartsReader.product(faults, wire.getProduct());
      case METER -> new MeterReader(faults, conditions, formulas).meter(wire);
      case PRICE_BOOK -> new BooksReader(faults).prices(wire.getPriceBook());
      case COST_BOOK -> new BooksReader(faults).costs(wire.getCostBook());
      case OFFER -> new OfferReader(faults).offer(wire.getOffer());
      case CREDIT_UNIT -> PartsReader.creditUnit(faults, wire.getCreditUnit());
      case OUTCOME_DEFINITION ->
          PartsReader.outcome(faults, conditions, wire.getOutcomeDefinition());
      case ENTITLEMENT -> PartsReader.entitlement(wire.getEntitlement());
      case MIGRATION_PLAN -> PlanReader.plan(faults, "migration_plan", wire.getMigrationPlan());
      case CONTENT_NOT_SET -> {
        faults.add("content", "is of no kind");
        yield new ItemContent.CreditUnit();
      }
    };
  }

  private static RuntimeException invalid(Item wire, List<Refusal.Fault> faults) {
    var first = faults.getFirst();
    return new Refusal(
            CatalogReason.ITEM_INVALID,
            "item %s has %d fault(s), the first: %s %s"
                .formatted(wire.getKey(), faults.size(), first.field(), first.message()),
            faults)
        .asException();
  }
}
