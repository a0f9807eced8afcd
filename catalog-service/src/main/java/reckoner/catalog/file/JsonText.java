package reckoner.catalog.file;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;

/** Trees as a list in JSON. */
final class JsonText {
  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonText() {}

  static String of(List<Node.Mapping> documents) {
    var out = new StringWriter();
    var indenter = new DefaultIndenter("  ", "\n");
    var printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(indenter);
    printer.indentArraysWith(indenter);
    try (var json = JSON.createGenerator(out).setPrettyPrinter(printer)) {
      json.writeStartArray();
      for (var document : documents) {
        write(json, document);
      }
      json.writeEndArray();
    } catch (IOException impossible) {
      throw new IllegalStateException("a text takes everything", impossible);
    }
    return out.append('\n').toString();
  }

  private static void write(JsonGenerator json, Node node) throws IOException {
    switch (node) {
      case Node.Scalar scalar -> {
        if (scalar.quoted()) {
          json.writeString(scalar.text());
        } else {
          json.writeRawValue(scalar.text());
        }
      }
      case Node.Sequence list -> {
        json.writeStartArray();
        for (var element : list.elements()) {
          write(json, element);
        }
        json.writeEndArray();
      }
      case Node.Mapping mapping -> {
        json.writeStartObject();
        for (var entry : mapping.entries()) {
          json.writeFieldName(entry.name());
          write(json, entry.value());
        }
        json.writeEndObject();
      }
    }
  }
}
