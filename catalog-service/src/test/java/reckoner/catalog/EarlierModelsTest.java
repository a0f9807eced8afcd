package reckoner.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reckoner.kit.testing.TestService;
import reckoner.proto.catalog.v1.LookupRatesResponse.Outcome;

/** Models that the newest version of a list does not name any more. */
class EarlierModelsTest {
  private static final TestService SERVICE = TestService.start("catalog", Map.of());
  private static final CatalogClient CATALOG = new CatalogClient(SERVICE);
  private static final String LISTED = "[{\"id\":\"p\",\"models\":[%s]}]";

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  @Test
  void aModelThatLeftTheListKeepsItsPriceAndItsCosts() {
    CATALOG.publish("left", "1", CatalogClient.FIRST);
    var rest =
        LISTED
            .replace("\"p\"", "\"openai\"")
            .formatted("{\"id\":\"other\",\"match\":{\"equals\":\"o\"},\"prices\":{}}");
    CATALOG.publish("left", "2", CatalogClient.FIRST.replace("1.5", "2.5"));
    CATALOG.publish("left", "3", rest);
    CATALOG.publish("left", "4", rest.replace("\"o\"", "\"p\""));
    for (var id : List.of("openai/small", "openai/small-2026")) {
      var found = CATALOG.lookup("left", 1, 5, id);
      assertEquals(Outcome.FOUND, found.getOutcome(), id);
      assertEquals("small", found.getModel());
      assertEquals(2, found.getCostBookVersion().getVersion(), "the newest that resolves it");
      assertEquals("2.5", CatalogClient.firstAmount(found));
      assertEquals(1, found.getPriceBookVersion().getVersion());
    }
    assertEquals(
        "1.5",
        CatalogClient.firstAmount(CATALOG.lookup("left", 1, 2, "openai/small")),
        "as of its position");
    assertEquals("large", CATALOG.lookup("left", 1, 5, "openai/big-7").getModel());
    assertEquals(Outcome.UNKNOWN_MODEL, CATALOG.lookup("left", 1, 5, "openai/x").getOutcome());
    assertEquals(Outcome.UNKNOWN_PROVIDER, CATALOG.lookup("left", 1, 5, "nobody/x").getOutcome());
    assertEquals(
        Outcome.NO_PRICE,
        CATALOG.lookup("left", 2, 5, "openai/small").getOutcome(),
        "the pinned version was published after it left");
  }

  @Test
  void aProviderThatLeftTheListKeepsItsModels() {
    CATALOG.publish("moved", "1", CatalogClient.FIRST);
    CATALOG.publish("moved", "2", CatalogClient.FIRST.replace("openai", "elsewhere"));
    assertEquals("1.5", CatalogClient.firstAmount(CATALOG.lookup("moved", 1, 4, "openai/small")));
    assertEquals("catch-all", CATALOG.lookup("moved", 1, 4, "openai/a").getModel());
  }

  @Test
  void anEarlierClauseCountsBeforeAnExactIdOfAStillEarlierVersion() {
    var exact = "{\"id\":\"x\",\"match\":{\"equals\":\"x\"},\"prices\":{\"input_mtok\":1}}";
    var clause = "{\"id\":\"y\",\"match\":{\"equals\":\"x\"},\"prices\":{\"input_mtok\":2}}";
    var none = "{\"id\":\"z\",\"match\":{\"equals\":\"z\"},\"prices\":{\"input_mtok\":3}}";
    CATALOG.publish("newer", "1", LISTED.formatted(exact));
    CATALOG.publish("newer", "2", LISTED.formatted(clause));
    CATALOG.publish("newer", "3", LISTED.formatted(none));
    assertEquals("y", CATALOG.lookup("newer", 1, 6, "p/x").getModel());
    assertEquals("x", CATALOG.lookup("newer", 1, 2, "p/x").getModel());
  }
}
