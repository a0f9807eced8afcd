package reckoner.standalone.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reckoner.standalone.rules.Contracts.Element;

class ContractsTest {
  @Test
  void everyMessageFieldRpcAndEnumValueHasAComment() throws Exception {
    var files = Contracts.files();
    assertEquals(26, files.size());
    var silent = new ArrayList<String>();
    for (var file : files) {
      var elements = Contracts.walk(file);
      assertTrue(elements.size() > 5, file.getName() + " was walked");
      silent.addAll(withoutComment(elements));
    }
    assertEquals(List.of(), silent);
  }

  @Test
  void everyPackageNamesItsVersion() throws Exception {
    for (var file : Contracts.files()) {
      assertTrue(file.getPackage().matches("reckoner\\.[a-z]+\\.v[0-9]+"), file.getPackage());
    }
  }

  @Test
  void aFieldWithoutACommentIsFound() {
    var file =
        FileDescriptorProto.newBuilder()
            .setPackage("reckoner.some.v1")
            .addMessageType(
                DescriptorProto.newBuilder()
                    .setName("Thing")
                    .addField(FieldDescriptorProto.newBuilder().setName("said"))
                    .addField(FieldDescriptorProto.newBuilder().setName("unsaid")))
            .setSourceCodeInfo(
                SourceCodeInfo.newBuilder()
                    .addLocation(comment(List.of(4, 0)))
                    .addLocation(comment(List.of(4, 0, 2, 0))))
            .build();
    assertEquals(List.of("reckoner.some.v1.Thing.unsaid"), withoutComment(Contracts.walk(file)));
  }

  private static Location comment(List<Integer> path) {
    return Location.newBuilder().addAllPath(path).setLeadingComments(" What it is.\n").build();
  }

  private static List<String> withoutComment(List<Element> elements) {
    return elements.stream()
        .filter(element -> element.comment().isEmpty())
        .map(Element::name)
        .toList();
  }
}
