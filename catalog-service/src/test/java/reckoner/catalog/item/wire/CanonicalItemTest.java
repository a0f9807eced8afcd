package reckoner.catalog.item.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reckoner.catalog.item.Samples;
import reckoner.kit.wire.CanonicalForm;
import reckoner.proto.catalog.v1.Item;

/** What makes an item the same, and what another. */
class CanonicalItemTest {
  /** Text that is no decimal, by its place; whoever adds a text field decides here what it is. */
  private static final Set<String> TEXTS =
      Set.of(
          "Item.key",
          "Item.name",
          "Item.description",
          "Product.unit",
          "Product.meter",
          "Product.outcome_definition",
          "Product.group",
          "Product.tax_category",
          "Meter.filter",
          "Meter.unit",
          "Meter.dimensions",
          "Aggregation.quantity",
          "Aggregation.count_distinct",
          "Aggregation.Windowed.zone",
          "Aggregation.MeterFormula.expression",
          "Aggregation.MeterFormula.MetersEntry.key",
          "Aggregation.MeterFormula.MetersEntry.value",
          "PriceBook.currency",
          "PriceBook.segment",
          "PriceBook.customer",
          "PriceBook.dimensions",
          "PriceEntry.product",
          "PriceEntry.DimensionsEntry.key",
          "PriceEntry.DimensionsEntry.value",
          "Offer.currency",
          "OfferCharge.key",
          "OfferCharge.product",
          "EntitlementGrant.entitlement",
          "CreditGrant.credit_unit",
          "CommitmentTerms.key",
          "CommitmentTerms.charges",
          "CreditUnit.unit",
          "CreditUnit.Conversion.currency",
          "CreditUnit.Burn.dimension",
          "CreditUnit.Burn.CreditsEntry.key",
          "CostBook.currency",
          "CostBook.dimensions",
          "CostEntry.meter",
          "CostEntry.DimensionsEntry.key",
          "CostEntry.DimensionsEntry.value",
          "OutcomeDefinition.evidence",
          "OutcomeDefinition.condition",
          "OutcomeDefinition.not_charged",
          "OutcomeDefinition.once_per",
          "Entitlement.Limit.meter",
          "Entitlement.RateLimit.meter",
          "MigrationPlan.price_book",
          "MigrationRule.contract",
          "MigrationRule.customer",
          "MigrationRule.segment",
          "ByDimension.dimensions",
          "ByDimension.Cell.ValuesEntry.key",
          "ByDimension.Cell.ValuesEntry.value",
          "BySize.quantity",
          "ByTime.zone",
          "Grouped.each_hour",
          "Grouped.each_day",
          "Grouped.each_value",
          "CostPlus.cost",
          "Dynamic.price",
          "RiskAdjusted.ByValue.dimension",
          "RiskAdjusted.ByValue.MultipliersEntry.key",
          "RiskAdjusted.ByBand.quantity",
          "Composite.charges",
          "BurnTable.dimension",
          "Formula.expression",
          "BurnTable.CreditsEntry.key");

  static List<Item> everyKind() {
    return SampleItems.everyKind();
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void jsonAndBinaryHaveOneHash(Item item) throws Exception {
    var read = Item.newBuilder();
    JsonFormat.parser().merge(JsonFormat.printer().print(item), read);
    assertEquals(CanonicalItem.hash(item), CanonicalItem.hash(read.build()));
    assertEquals(CanonicalItem.hash(item), CanonicalItem.hash(Item.parseFrom(item.toByteArray())));
  }

  @Test
  void theSameInOtherWordsHasTheSameHash() {
    same(list("1.0"), list("1.00"), list("1e0"), list("01"));
    assertNotEquals(CanonicalItem.hash(list("1")), CanonicalItem.hash(list("1.01")));
    same(
        Samples.json(
            "{'key':'a','offer':{'currency':'USD','charges':[{'key':'c','product':'p'}]}}"),
        Samples.json(
            """
            {'key':'a','offer':{'currency':'USD','charges':[{'key':'c','product':'p','timing':'IN_ARREARS',
             'cadence':{'count':1,'unit':'MONTH'},'counting':'PURCHASED','proration':'LOCAL_DAYS'}]}}
            """));
    var one =
        "{'product':'a','dimensions':{'x':'1','y':'2'},'terms':{'price':{'flat':{'amount':'1'}}}}";
    var other =
        "{'product':'b','startTime':'2030-01-01T00:00:00.0000001Z','terms':{'price':{'flat':{'amount':'2'}}}}";
    same(
        Samples.json(
            "{'key':'b','priceBook':{'currency':'USD','prices':[%s,%s]}}".formatted(one, other)),
        Samples.json(
            "{'key':'b','priceBook':{'currency':'USD','prices':[%s,%s]}}"
                .formatted(
                    other.replace(".0000001", ""),
                    one.replace("'x':'1','y':'2'", "'y':'2','x':'1'"))));
    same(
        tiers("{'upTo':'5','rate':{'amount':'1'}},{'rate':{'amount':'2'}}", ""),
        tiers(
            "{'from':'0','upTo':'5.0','rate':{'amount':'1','per':1},'flat':'0'},{'from':'5','rate':{'amount':'2'}}",
            ",'edge':'UPPER_INCLUSIVE','zero':'NOTHING'"));
  }

  private static Item list(String amount) {
    return Samples.json(
        "{'key':'b','priceBook':{'currency':'USD','prices':[{'product':'p','terms':{'price':{'flat':{'amount':'%s'}}}}]}}"
            .formatted(amount));
  }

  private static Item tiers(String tiers, String more) {
    return Samples.json(
        "{'key':'b','priceBook':{'currency':'USD','prices':[{'product':'p','terms':{'price':{'graduated':{'tiers':[%s]%s}}}}]}}"
            .formatted(tiers, more));
  }

  @Test
  void everythingThatIsSaidCounts() {
    var tried = 0;
    for (var item : SampleItems.everyKind()) {
      var hash = CanonicalItem.hash(item);
      for (var other : changed(item)) {
        tried++;
        assertNotEquals(hash, CanonicalItem.hash((Item) other), other::toString);
      }
    }
    assertTrue(tried > 200, "the fields were found: " + tried);
  }

  @Test
  void everyTextFieldIsADecimalOrAText() {
    var found = new TreeSet<String>();
    texts(Item.getDescriptor(), new HashSet<>(), found);
    assertEquals(String.join("\n", new TreeSet<>(TEXTS)), String.join("\n", found));
  }

  @Test
  void aPublishedHashStaysForEver() {
    assertEquals(
        "0d72cd09d9bd8b95e7cb585ba98aab87eb93b08370ad57e885f57c49a34a41f4",
        CanonicalItem.hash(SampleItems.everyKind().get(3)),
        "another hash would need another version of the form");
  }

  private static void same(Item... items) {
    assertEquals(
        1,
        Stream.of(items).map(CanonicalItem::hash).distinct().count(),
        () -> List.of(items).toString());
  }

  /** The message with each of its parts changed, one after the other. */
  private static List<Message> changed(Message message) {
    var changed = new ArrayList<Message>();
    message
        .getAllFields()
        .forEach((field, value) -> {
          if (field.getFullName().endsWith("Tiers.Tier.from")) {
            return; // says only where the tier before ends
          }
          if (field.isRepeated()) {
            var list = (List<?>) value;
            for (int i = 0; i < list.size(); i++) {
              for (var other : others(field, list.get(i))) {
                var same = message.toBuilder().clearField(field);
                for (int j = 0; j < list.size(); j++) {
                  same.addRepeatedField(field, i == j ? other : list.get(j));
                }
                changed.add(same.build());
              }
            }
          } else {
            others(field, value)
                .forEach(other -> changed.add(message.toBuilder().setField(field, other).build()));
          }
        });
    return changed;
  }

  private static Set<Object> others(FieldDescriptor field, Object value) {
    return switch (value) {
      case Message message -> new LinkedHashSet<>(changed(message));
      case String text ->
          Set.of(
              CanonicalForm.isDecimal(field)
                  ? text + "7" + (text.contains(".") ? "" : ".7")
                  : text + "x");
      case EnumValueDescriptor constant ->
          new LinkedHashSet<>(
              field.getEnumType().getValues().stream()
                  .filter(other -> other.getNumber() != constant.getNumber())
                  .toList());
      case Integer number -> Set.of(number + 1);
      case Long number -> Set.of(number + 1);
      case Boolean flag -> Set.of();
      default -> throw new IllegalArgumentException(field + " " + value);
    };
  }

  private static void texts(Descriptor type, Set<Descriptor> seen, Set<String> found) {
    if (type.getFullName().startsWith("google.") || !seen.add(type)) {
      return;
    }
    for (var field : type.getFields()) {
      if (CanonicalForm.isDecimal(field)) {
        if (field.isMapField()) {
          found.add(shortName(field.getMessageType().findFieldByName("key").getFullName()));
        }
      } else if (field.getJavaType() == FieldDescriptor.JavaType.STRING) {
        found.add(shortName(field.getFullName()));
      } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        texts(field.getMessageType(), seen, found);
      }
    }
  }

  private static String shortName(String name) {
    return name.replaceFirst("^reckoner\\.(pricing|catalog)\\.v1\\.", "");
  }
}
