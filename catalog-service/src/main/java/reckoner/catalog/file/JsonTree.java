package reckoner.catalog.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;

/**
 * The value of a JSON file, by a parser of JSON: what reads YAML takes no tabs between values and
 * no long names. Numbers are the text that stands in the file.
 */
final class JsonTree {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(2 * FileBounds.DEPTH_MAX) // ours is reached first, and named
                  .maxNumberLength(FileBounds.BYTES_MAX)
                  .build())
          .build();

  private final JsonParser parser;
  private final FileBounds bounds = new FileBounds();

  private JsonTree(JsonParser parser) {
    this.parser = parser;
  }

  static Node read(String text) throws Unreadable {
    try (var parser = JSON.createParser(text)) {
      var tree = new JsonTree(parser);
      var first = parser.nextToken();
      if (first == null) {
        throw new Unreadable(Node.Place.NONE, "holds nothing; an object or a list is accepted");
      }
      var node = tree.node(first, 1);
      if (parser.nextToken() != null) {
        throw new Unreadable(
            place(parser.currentTokenLocation()),
            "goes on after its end; more items stand in a list");
      }
      return node;
    } catch (JsonProcessingException broken) {
      throw new Unreadable(
          place(broken.getLocation()), "is not JSON: " + broken.getOriginalMessage());
    } catch (IOException impossible) {
      throw new IllegalStateException("a text is always there", impossible);
    }
  }

  private Node node(JsonToken token, int depth) throws IOException, Unreadable {
    var place = place(parser.currentTokenLocation());
    bounds.count(place, depth);
    return switch (token) {
      case START_OBJECT -> {
        var entries = new ArrayList<Node.Entry>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          var name = parser.currentName();
          var at = place(parser.currentTokenLocation());
          entries.add(new Node.Entry(name, at, node(parser.nextToken(), depth + 1)));
        }
        yield new Node.Mapping(entries, place);
      }
      case START_ARRAY -> {
        var elements = new ArrayList<Node>();
        for (var next = parser.nextToken();
            next != JsonToken.END_ARRAY;
            next = parser.nextToken()) {
          elements.add(node(next, depth + 1));
        }
        yield new Node.Sequence(elements, place);
      }
      case VALUE_STRING -> new Node.Scalar(parser.getText(), true, place);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE, VALUE_NULL ->
          new Node.Scalar(parser.getText(), false, place);
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("no value begins with " + token);
    };
  }

  private static Node.Place place(JsonLocation location) {
    return location == null || location.getLineNr() < 1
        ? Node.Place.NONE
        : new Node.Place(location.getLineNr(), location.getColumnNr());
  }
}
