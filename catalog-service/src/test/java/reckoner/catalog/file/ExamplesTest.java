package reckoner.catalog.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.kit.edge.RequestBounds;
import reckoner.proto.catalog.v1.CreateDraftRequest;
import reckoner.proto.catalog.v1.FileFormat;
import reckoner.proto.catalog.v1.Item;

/** The files that people copy from. */
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("..", "docs", "examples");

  @ParameterizedTest
  @ValueSource(strings = {"catalog.yaml", "prices.csv"})
  void anExampleIsWrittenAsItStands(String name) throws Exception {
    var text = Files.readString(EXAMPLES.resolve(name));
    var format = CatalogFile.format(name).orElseThrow();
    var items = items(format, text);
    assertEquals(text, CatalogFile.write(format, items));
    for (var other : List.of(FileFormat.YAML, FileFormat.JSON)) {
      assertEquals(items, items(other, CatalogFile.write(other, items)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"catalog.yaml", "prices.csv"})
  void theItemsOfAnExampleKeepTheBoundsOfRequests(String name) throws Exception {
    var bounds = new RequestBounds();
    var format = CatalogFile.format(name).orElseThrow();
    for (var item : items(format, Files.readString(EXAMPLES.resolve(name)))) {
      bounds.check(CreateDraftRequest.newBuilder().setRequestId("r").setItem(item).build());
    }
  }

  /** The examples of docs/catalog-files.md are files that can be read. */
  @Test
  void theExamplesOfThePageAreRead() throws Exception {
    var page = Files.readString(Path.of("..", "docs", "catalog-files.md"));
    var parts = page.split("```", -1);
    var read = 0;
    for (int i = 1; i < parts.length; i += 2) {
      var language = parts[i].lines().findFirst().orElse("");
      var format = CatalogFile.format("." + language);
      if (format.isPresent()) {
        items(format.get(), parts[i].substring(language.length() + 1));
        read++;
      }
    }
    assertEquals(4, read);
  }

  private static List<Item> items(FileFormat format, String text) {
    var reading = RoundTripTest.read(format, text);
    assertEquals(List.of(), reading.faults(), text);
    return reading.items().stream().map(LocatedItem::item).toList();
  }
}
