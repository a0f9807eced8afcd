package reckoner.catalog.item;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reckoner.catalog.item.wire.SampleItems;
import reckoner.kit.testing.TestService;
import reckoner.proto.catalog.v1.Item;
import reckoner.proto.catalog.v1.ItemKind;

/** What is wrong with an item in itself is refused with its draft, all of it at once. */
class ItemFaultsTest {
  private static final TestService SERVICE = TestService.start("catalog", Map.of());
  private static final ItemClient CLIENT = new ItemClient(SERVICE, "faults");

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  static List<Item> everyKind() {
    return SampleItems.everyKind();
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void anItemOfEveryKindIsKeptAsItWasWritten(Item item) {
    CLIENT.create(item);
    var kept =
        CLIENT.get(ItemClient.item(ItemClient.kind(item), item.getKey()).setDraft(true)).getItem();
    assertEquals(item, kept);
  }

  @Test
  void everyFaultOfAPriceBookIsNamed() {
    assertEquals(
        List.of(
            "price_book.currency",
            "price_book.prices[0].terms.price.per_unit.rate.amount",
            "price_book.prices[3].terms.price.graduated",
            "price_book.prices[1].end_time",
            "price_book.prices[2].dimensions",
            "price_book.prices[5]"),
        faults(
            """
            {'key':'b','priceBook':{'currency':'XXX','dimensions':['region'],'prices':[
              {'product':'a','terms':{'price':{'perUnit':{'rate':{'amount':'-1'}}}}},
              {'product':'b','startTime':'2030-01-01T00:00:00Z','endTime':'2030-01-01T00:00:00Z',
               'terms':{'price':{'flat':{'amount':'1'}}}},
              {'product':'c','dimensions':{'colour':'red'},'terms':{'price':{'flat':{'amount':'1'}}}},
              {'product':'d','terms':{'price':{'graduated':{'tiers':[{'upTo':'5'},{'from':'6'}]}}}},
              {'product':'e','terms':{'price':{'flat':{'amount':'1'}}}},
              {'product':'e','startTime':'2030-01-01T00:00:00Z','terms':{'price':{'flat':{'amount':'1'}}}}]}}
            """));
  }

  @Test
  void pricesThatFollowEachOtherDoNotOverlap() {
    CLIENT.create(
        Samples.book(
            "follow",
            "",
            Samples.price("a", "'endTime':'2030-01-01T00:00:00Z',", "1"),
            Samples.price("a", "'startTime':'2030-01-01T00:00:00Z',", "1"),
            Samples.price("a", "'dimensions':{'region':'eu'},", "1")));
  }

  @Test
  void everyFaultOfAnOfferIsNamed() {
    assertEquals(
        List.of(
            "offer.charges[1].key",
            "offer.charges[1].terms.price.flat.amount",
            "offer.charges[1].quantity",
            "offer.charges[1].minimum",
            "offer.entitlements[1].entitlement",
            "offer.credits[0].amount",
            "offer.credits[0].rollover.share",
            "offer.commitments[0].amount",
            "offer.commitments[0].overage_multiplier",
            "offer.commitments[0].charges[0]"),
        faults(
            """
            {'key':'o','offer':{'currency':'USD',
              'charges':[{'key':'c','product':'p'},
                {'key':'c','product':'p','terms':{'price':{'flat':{'amount':'x'}}},'quantity':'many',
                 'minimum':'2','maximum':'1.99'}],
              'entitlements':[{'entitlement':'e'},{'entitlement':'e'}],
              'credits':[{'creditUnit':'u','amount':'0','rollover':{'share':'1.000001'}}],
              'commitments':[{'key':'k','amount':'0','charges':['d'],'overageMultiplier':'0'}]}}
            """));
  }

  @Test
  void everyFaultOfAMeterIsNamed() {
    assertEquals(
        List.of("meter.filter", "meter.aggregation.windowed.each.formula"),
        faults(
            """
            {'key':'m','meter':{'unit':'u','filter':'dimensions.region == 1','aggregation':{'windowed':
              {'each':{'formula':{'expression':'a','meters':{'a':'b'}}},'then':{'simple':'SUM'}}}}}
            """));
    assertEquals(
        List.of(
            "meter.aggregation.windowed.zone",
            "meter.aggregation.windowed.each.percentile.percent",
            "meter.aggregation.windowed.then.formula"),
        faults(
            """
            {'key':'m','meter':{'unit':'u','aggregation':{'windowed':{'zone':'Mars/Base',
              'each':{'percentile':{'percent':'100.01'}},
              'then':{'formula':{'expression':'a','meters':{'a':'a'}}}}}}}
            """));
    assertEquals(
        List.of("meter.aggregation.formula.expression", "meter.aggregation.formula.meters[a]"),
        faults(
            """
            {'key':'m','meter':{'unit':'u','aggregation':{'formula':{'expression':' ','meters':{'a':'m'}}}}}
            """));
  }

  @Test
  void everyFaultOfTheOtherKindsIsNamed() {
    assertEquals(
        List.of("product.outcome_definition"),
        faults("{'key':'p','product':{'unit':'u','outcomeDefinition':'o'}}"));
    assertEquals(
        List.of(
            "credit_unit.conversions[1].currency",
            "credit_unit.conversions[1].rate.amount",
            "credit_unit.conversions[2].start_time",
            "credit_unit.burns[0].credits[image].amount",
            "credit_unit.burns[1].start_time"),
        faults(
            """
            {'key':'c','creditUnit':{'unit':'credit','conversions':[
               {'currency':'USD','rate':{'amount':'0.01'}},
               {'currency':'XAU','rate':{'amount':''}},
               {'currency':'USD','rate':{'amount':'0.02'}}],
             'burns':[{'dimension':'kind','credits':{'image':{'amount':'ten'}}},
               {'dimension':'kind','credits':{'image':{'amount':'10'}}}]}}
            """));
    assertEquals(
        List.of("cost_book.costs[0].rate.amount", "cost_book.costs[1]"),
        faults(
            """
            {'key':'c','costBook':{'currency':'USD','costs':[
              {'meter':'m','rate':{'amount':'0.0000000000000000001'}},{'meter':'m','rate':{'amount':'1'}}]}}
            """));
    assertEquals(
        List.of("outcome_definition.condition", "outcome_definition.not_charged"),
        faults(
            """
            {'key':'o','outcomeDefinition':{'condition':'evidence.url','notCharged':'event_type == \\"x\\"'}}
            """));
    assertEquals(
        List.of("migration_plan.to_version"),
        faults(
            "{'key':'p','migrationPlan':{'priceBook':'b','fromVersion':1,'toVersion':1,'when':'NOW'}}"));
  }

  @Test
  void boundsThatStandInTheProtoAreThoseOfTheRequest() {
    assertEquals(
        List.of("item.product.unit"),
        ItemClient.refused(
            "REQUEST_INVALID", () -> CLIENT.create(Samples.json("{'key':'p','product':{}}"))));
    assertEquals(
        List.of("kind"),
        ItemClient.refused(
            "REQUEST_INVALID",
            () -> CLIENT.get(ItemClient.item(ItemKind.ITEM_KIND_UNSPECIFIED, "a"))));
  }

  private static List<String> faults(String item) {
    return ItemClient.refused("ITEM_INVALID", () -> CLIENT.create(Samples.json(item)));
  }
}
