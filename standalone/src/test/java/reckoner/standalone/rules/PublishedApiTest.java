package reckoner.standalone.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Published contracts are committed as descriptor sets, and no later one breaks their clients. */
class PublishedApiTest {
  private static final Path PUBLISHED = Repository.root().resolve("proto/published");

  /** What to commit for a release: our files without their comments. */
  private static final Path CURRENT = Path.of("target", "api.desc");

  @Test
  void noClientOfAPublishedContractBreaks() throws IOException {
    var current = FileDescriptorSet.newBuilder();
    for (var file : Contracts.files()) {
      current.addFile(file.toBuilder().clearSourceCodeInfo());
    }
    Files.createDirectories(CURRENT.getParent());
    Files.write(CURRENT, current.build().toByteArray());

    var broken = new ArrayList<String>();
    int read = 0;
    try (var files = Files.newDirectoryStream(PUBLISHED, "*.desc")) {
      for (var file : files) {
        var published = FileDescriptorSet.parseFrom(Files.readAllBytes(file)).getFileList();
        assertFalse(published.isEmpty(), file + " holds contracts");
        read++;
        for (var what :
            ApiFacts.broken(ApiFacts.of(published), ApiFacts.of(current.getFileList()))) {
          broken.add(file.getFileName() + ": " + what);
        }
      }
    }
    assertFalse(read == 0, "nothing is published in " + PUBLISHED);
    assertEquals(List.of(), broken);
  }

  @Test
  void anyElementThatGoesIsMissed() throws IOException {
    var facts = ApiFacts.of(Contracts.files());
    assertEquals(List.of(), ApiFacts.broken(facts, facts));
    for (var element : facts.keySet()) {
      var later = new TreeMap<>(facts);
      later.remove(element);
      assertEquals(List.of(element + " is gone"), ApiFacts.broken(facts, later));
    }
  }

  static List<Arguments> breaks() {
    return List.of(
        change(
            "field reckoner.some.v1.Thing 1 was name (name), LABEL_OPTIONAL TYPE_STRING and is"
                + " title (title), LABEL_OPTIONAL TYPE_STRING",
            field -> field.setName("title").setJsonName("title")),
        change(
            "field reckoner.some.v1.Thing 1 was name (name), LABEL_OPTIONAL TYPE_STRING and is"
                + " name (name), LABEL_OPTIONAL TYPE_BYTES",
            field -> field.setType(FieldDescriptorProto.Type.TYPE_BYTES)),
        change(
            "field reckoner.some.v1.Thing 1 was name (name), LABEL_OPTIONAL TYPE_STRING and is"
                + " name (name), LABEL_REPEATED TYPE_STRING",
            field -> field.setLabel(FieldDescriptorProto.Label.LABEL_REPEATED)),
        change(
            "field reckoner.some.v1.Thing 1 was name (name), LABEL_OPTIONAL TYPE_STRING and is"
                + " name (name), LABEL_OPTIONAL TYPE_STRING with presence",
            field -> field.setProto3Optional(true)),
        change("field reckoner.some.v1.Thing 1 is gone", field -> field.setNumber(2)));
  }

  private static Arguments change(
      String words, UnaryOperator<FieldDescriptorProto.Builder> change) {
    return Arguments.of(words, change);
  }

  @ParameterizedTest
  @MethodSource("breaks")
  void aChangedFieldBreaks(String words, UnaryOperator<FieldDescriptorProto.Builder> change) {
    var published = file(name());
    assertEquals(
        List.of(words),
        ApiFacts.broken(ApiFacts.of(published), ApiFacts.of(file(change.apply(name())))));
  }

  @Test
  void whatIsAddedBreaksNothing() {
    var added = FieldDescriptorProto.newBuilder().setName("more").setNumber(2);
    assertEquals(
        List.of(), ApiFacts.broken(ApiFacts.of(file(name())), ApiFacts.of(file(name(), added))));
  }

  private static FieldDescriptorProto.Builder name() {
    return FieldDescriptorProto.newBuilder()
        .setName("name")
        .setJsonName("name")
        .setNumber(1)
        .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
        .setType(FieldDescriptorProto.Type.TYPE_STRING);
  }

  private static List<FileDescriptorProto> file(FieldDescriptorProto.Builder... fields) {
    var message = DescriptorProto.newBuilder().setName("Thing");
    for (var field : fields) {
      message.addField(field);
    }
    return List.of(
        FileDescriptorProto.newBuilder()
            .setPackage("reckoner.some.v1")
            .addMessageType(message)
            .build());
  }
}
