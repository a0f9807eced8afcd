package reckoner.catalog.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import reckoner.catalog.PriceList;
import reckoner.catalog.PriceList.Fault;
import reckoner.catalog.PriceList.Notice;
import reckoner.catalog.PriceList.Reading;

/**
 * Reads a public price list: every fault with its place, everything that cannot be expressed by
 * name. Numbers keep the digits of the file.
 */
public final class PriceListJson {
  private static final int PROVIDER_LENGTH_MAX = 100;
  private static final int MODEL_LENGTH_MAX = 200;
  private static final Set<String> PROVIDER_FIELDS =
      Set.of(
          "id",
          "name",
          "models",
          "pricing_urls",
          "api_pattern",
          "description",
          "price_comments",
          "model_match",
          "provider_match",
          "extractors");
  private static final Set<String> MODEL_FIELDS =
      Set.of(
          "id",
          "name",
          "description",
          "match",
          "context_window",
          "price_comments",
          "prices",
          "deprecated");

  private final ObjectMapper json =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final List<Fault> faults = new ArrayList<>();
  private final Notices notices = new Notices();
  private final List<PriceList.Model> models = new ArrayList<>();
  private final Set<String> providers = new HashSet<>();

  private PriceListJson() {}

  /** Reads a UTF-8 file. */
  public static Reading read(byte[] file) {
    var reader = new PriceListJson();
    reader.readFile(file);
    return new Reading(
        new PriceList(reader.providers.size(), reader.models),
        reader.notices.list(),
        reader.faults);
  }

  private void readFile(byte[] file) {
    JsonNode root;
    try {
      root = json.readTree(file);
    } catch (JsonProcessingException broken) {
      var location = broken.getLocation();
      var place =
          location == null
              ? "the file"
              : "line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
      fault(place, "is not readable JSON: " + broken.getOriginalMessage());
      return;
    } catch (IOException impossible) {
      throw new IllegalStateException("bytes are always there", impossible);
    }
    if (!root.isArray() || root.isEmpty()) {
      fault("the file", "is not a list of providers with their models");
      return;
    }
    for (int i = 0; i < root.size(); i++) {
      readProvider(root.get(i), "[" + i + "]");
    }
  }

  private void readProvider(JsonNode provider, String index) {
    var id = idOf(provider, index, PROVIDER_LENGTH_MAX);
    if (id.isEmpty()) {
      return;
    }
    if (!providers.add(id.get())) {
      fault(id.get(), "stands in the list twice");
      return;
    }
    unknownFields(provider, PROVIDER_FIELDS, id.get());
    var list = provider.path("models");
    if (!list.isArray()) {
      fault(id.get() + " models", "is not a list of models");
      return;
    }
    var seen = new HashSet<String>();
    for (int i = 0; i < list.size(); i++) {
      readModel(id.get(), list.get(i), id.get() + "[" + i + "]", seen);
    }
  }

  private void readModel(String provider, JsonNode model, String index, Set<String> seen) {
    var id = idOf(model, index, MODEL_LENGTH_MAX);
    if (id.isEmpty()) {
      return;
    }
    var place = provider + "/" + id.get();
    if (!seen.add(id.get())) {
      fault(place, "stands in the list twice");
      return;
    }
    unknownFields(model, MODEL_FIELDS, place);
    if (!model.has("match")) {
      fault(place + " match", "is missing");
    }
    StorableJson.fault(model.path("match")).ifPresent(broken -> fault(place + " match", broken));
    var match =
        MatchClauseJson.read(
            model.path("match"), name -> notice(Notice.Kind.INEXPRESSIBLE, name, place));
    var prices =
        new PricesJson(
            place,
            faults,
            name -> {
              notice(Notice.Kind.INEXPRESSIBLE, name, place);
            });
    var card = prices.read(model.path("prices"));
    if (card.isEmpty()) {
      notice(Notice.Kind.UNPRICED_MODEL, "model without a price", place);
    }
    models.add(
        new PriceList.Model(provider, id.get(), model.path("match").toString(), match, card));
  }

  private Optional<String> idOf(JsonNode node, String index, int lengthMax) {
    var id = node.path("id");
    if (!id.isTextual() || id.textValue().isBlank() || id.textValue().length() > lengthMax) {
      fault(index + " id", "is not a text of 1 to %d characters".formatted(lengthMax));
      return Optional.empty();
    }
    if (!StorableJson.isText(id.textValue())) {
      fault(index + " id", "has a NUL or half a character");
      return Optional.empty();
    }
    return Optional.of(id.textValue());
  }

  private void unknownFields(JsonNode node, Set<String> known, String place) {
    node.fieldNames()
        .forEachRemaining(name -> {
          if (!known.contains(name)) {
            notice(Notice.Kind.NOT_FOLLOWED, name, place);
          }
        });
  }

  private void notice(Notice.Kind kind, String name, String place) {
    notices.add(kind, name, place);
  }

  private void fault(String place, String message) {
    faults.add(new Fault(place, message));
  }
}
