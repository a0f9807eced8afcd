package reckoner.catalog.item.wire;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import reckoner.kit.wire.CanonicalForm;
import reckoner.kit.wire.Wire;
import reckoner.proto.catalog.v1.Item;

/**
 * The canonical form of an item, version 1 (RULES C2): its instants are cut to the microsecond,
 * what says the default of a policy is left out, and prices and costs are sorted; then it is
 * written as {@link CanonicalForm} writes messages, with its decimals normalised. So a price of
 * {@code 1.0} and one of {@code 1.00}, a file and a request, and a policy that is said and one that
 * is left out have one hash.
 */
public final class CanonicalItem {
  private static final String FORM = "item/1 ";
  private static final String PRICING = "reckoner.pricing.v1.";
  private static final String CATALOG = "reckoner.catalog.v1.";

  /** What a field may say and mean the same as where it is left out, as {@code field=value}. */
  private static final Set<String> DEFAULTS =
      Set.of(
          PRICING + "Rate.per=1",
          PRICING + "Cadence.count=1",
          PRICING + "Cadence.unit=MONTH",
          PRICING + "Tiers.Tier.flat=0",
          PRICING + "Percentage.fixed=0",
          PRICING + "BySize.Size.above=0",
          PRICING + "ChargeTerms.allowance=0",
          PRICING + "ByTime.zone=UTC",
          PRICING + "Tiers.edge=UPPER_INCLUSIVE",
          PRICING + "Tiers.zero=NOTHING",
          PRICING + "BySize.edge=UPPER_INCLUSIVE",
          PRICING + "RiskAdjusted.ByBand.edge=UPPER_INCLUSIVE",
          PRICING + "Packaging.rounding=UP_ON_TOTAL",
          PRICING + "ChargeTerms.remainder=FROM_FIRST_TIER",
          PRICING + "UnitConversion.rounding=NONE",
          PRICING + "UnitConversion.place=TOTAL",
          CATALOG + "Product.surface=ACCESS",
          PRICING + "Aggregation.Percentile.interpolation=NEAREST_RANK",
          PRICING + "Aggregation.Windowed.size=HOURLY",
          PRICING + "Aggregation.Windowed.zone=UTC",
          CATALOG + "OfferCharge.timing=IN_ARREARS",
          CATALOG + "OfferCharge.counting=PURCHASED",
          CATALOG + "OfferCharge.proration=LOCAL_DAYS",
          CATALOG + "Trial.unit=MONTH",
          PRICING + "RolloverTerms.base=ORIGINAL",
          CATALOG + "CommitmentTerms.kind=MINIMUM",
          CATALOG + "CommitmentTerms.overage_multiplier=1",
          CATALOG + "Entitlement.Limit.beyond=STOP");

  /** Messages that mean the same empty as where they are left out. */
  private static final Set<String> EMPTY_DEFAULTS = Set.of(CATALOG + "OfferCharge.cadence");

  /** What says only what stands elsewhere: a tier begins where the one before ends. */
  private static final Set<String> REDUNDANT = Set.of(PRICING + "Tiers.Tier.from");

  /** Lists whose order says nothing. */
  private static final Set<String> UNORDERED =
      Set.of(CATALOG + "PriceBook.prices", CATALOG + "CostBook.costs");

  private CanonicalItem() {}

  /** SHA-256 of the canonical form, lower-case hex. */
  public static String hash(Item item) {
    var content = HexFormat.of().formatHex(CanonicalForm.hash(of(item)));
    return CanonicalForm.sha256Hex((FORM + content).getBytes(StandardCharsets.UTF_8));
  }

  /** The same item as everybody would write it. */
  static Item of(Item item) {
    return (Item) normalised(item);
  }

  private static Message normalised(Message message) {
    if (message instanceof Timestamp time) {
      return Wire.timestamp(Wire.instant(time));
    }
    var same = message.toBuilder();
    message
        .getAllFields()
        .forEach((field, value) -> {
          same.clearField(field);
          if (field.isRepeated()) {
            var elements = ((List<?>) value).stream().map(CanonicalItem::normalised);
            (UNORDERED.contains(field.getFullName()) ? sorted(elements) : elements)
                .forEach(element -> same.addRepeatedField(field, element));
          } else if (!REDUNDANT.contains(field.getFullName())) {
            var own = normalised(value);
            if (!isDefault(field, own)) {
              same.setField(field, own);
            }
          }
        });
    return same.build();
  }

  private static Object normalised(Object value) {
    return value instanceof Message message ? normalised(message) : value;
  }

  private static boolean isDefault(FieldDescriptor field, Object value) {
    return switch (value) {
      case Message message ->
          EMPTY_DEFAULTS.contains(field.getFullName()) && message.getAllFields().isEmpty();
      case EnumValueDescriptor constant ->
          DEFAULTS.contains(field.getFullName() + "=" + constant.getName());
      case String text when CanonicalForm.isDecimal(field) ->
          DEFAULTS.contains(field.getFullName() + "=" + CanonicalForm.normalised(text));
      default -> DEFAULTS.contains(field.getFullName() + "=" + value);
    };
  }

  /** By their hashes, each made once: a book has many prices. */
  private static Stream<?> sorted(Stream<?> elements) {
    record Placed(byte[] hash, Object element) {}
    return elements
        .map(element -> new Placed(CanonicalForm.hash((Message) element), element))
        .sorted(Comparator.comparing(Placed::hash, Arrays::compareUnsigned))
        .map(Placed::element);
  }
}
