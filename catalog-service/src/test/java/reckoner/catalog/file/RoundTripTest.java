package reckoner.catalog.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Descriptors.Descriptor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reckoner.proto.catalog.v1.FileFormat;
import reckoner.proto.catalog.v1.Item;

class RoundTripTest {
  private static final int ITEMS_EACH = 400;

  private static final Set<String> OF_FILES = Set.of("kind", "key", "name", "description");

  static CatalogFile.Reading read(FileFormat format, String text) {
    return CatalogFile.read(format, text.getBytes(StandardCharsets.UTF_8), item -> List.of());
  }

  @ParameterizedTest
  @EnumSource(names = {"YAML", "JSON"})
  void whateverAnItemHoldsIsReadAsItWasWritten(FileFormat format) {
    var seed = System.nanoTime();
    var random = new RandomItems(seed);
    for (var kind : Names.kinds()) {
      for (int i = 0; i < ITEMS_EACH; i++) {
        var item = random.item(kind);
        var text = CatalogFile.write(format, List.of(item));
        var reading = read(format, text);
        assertEquals(List.of(), reading.faults(), () -> "seed " + seed + "\n" + text);
        assertEquals(item, reading.items().getFirst().item(), () -> "seed " + seed + "\n" + text);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"YAML", "JSON"})
  void manyItemsKeepTheirOrderAndAreWrittenTheSameAgain(FileFormat format) {
    var seed = System.nanoTime();
    var random = new RandomItems(seed);
    var items = new ArrayList<Item>();
    for (int i = 0; i < 20; i++) {
      var kind = Names.kinds().get(i % Names.kinds().size());
      items.add(random.item(kind).toBuilder().setKey("key-" + i).build());
    }
    var text = CatalogFile.write(format, items);
    var read = read(format, text).items().stream().map(LocatedItem::item).toList();
    assertEquals(items, read, () -> "seed " + seed);
    assertEquals(text, CatalogFile.write(format, read), () -> "seed " + seed);
  }

  @Test
  void noContentHasAFieldThatStandsForTheItem() {
    for (var kind : Names.kinds()) {
      for (var field : kind.getMessageType().getFields()) {
        assertFalse(OF_FILES.contains(field.getName()), kind.getName() + "." + field.getName());
      }
    }
  }

  @Test
  void noNameStandsForTwoFieldsAndNoValueForTwoOfAnEnum() {
    for (var type : types(Item.getDescriptor(), new HashSet<>())) {
      var names = new HashSet<String>();
      for (var field : type.getFields()) {
        assertTrue(names.add(field.getName()), field.getFullName());
        assertTrue(
            field.getJsonName().equals(field.getName()) || names.add(field.getJsonName()),
            field.getFullName());
      }
    }
  }

  private static Set<Descriptor> types(Descriptor type, Set<Descriptor> found) {
    if (found.add(type)) {
      type.getFields().stream()
          .filter(field ->
              field.getJavaType()
                  == com.google.protobuf.Descriptors.FieldDescriptor.JavaType.MESSAGE)
          .forEach(field -> types(field.getMessageType(), found));
    }
    return found;
  }
}
