package reckoner.catalog.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reckoner.catalog.item.ItemContent;
import reckoner.catalog.item.Reference;

/** Many rows of a table as one parameter. */
final class JsonRows {
  record ReferenceRow(String kind, String key, int version, boolean offered) {}

  record PriceRow(
      int ordinal,
      String product,
      Map<String, String> dimensions,
      @Nullable String start_time,
      @Nullable String end_time,
      String entry) {}

  private final ObjectMapper json = new ObjectMapper();

  String references(List<Reference> references) {
    return write(
        references.stream()
            .map(one ->
                new ReferenceRow(
                    one.item().kind().name(), one.item().key(), one.version(), one.offered()))
            .toList());
  }

  String prices(ItemContent.Prices prices) {
    var rows = new ArrayList<PriceRow>(prices.entries().size());
    for (int i = 0; i < prices.entries().size(); i++) {
      var entry = prices.book().entries().get(i);
      rows.add(
          new PriceRow(
              i,
              entry.product(),
              entry.dimensions(),
              text(entry.start()),
              text(entry.end()),
              Base64.getEncoder().encodeToString(prices.entries().get(i))));
    }
    return write(rows);
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }

  String write(Object rows) {
    try {
      return json.writeValueAsString(rows);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("rows of texts and numbers are JSON", impossible);
    }
  }
}
