package reckoner.catalog.file;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * The documents of a YAML file. It is built from the events of the parser, without any type of
 * YAML: every scalar is the text that stands in the file, so that {@code no}, {@code 012}, {@code
 * 1:30} and {@code 2026-01-01} mean what their field says. Tags, anchors and aliases are refused.
 */
final class YamlTree {
  private final StreamReader reader;
  private final ParserImpl parser;
  private final FileFaults faults;
  private final FileBounds bounds = new FileBounds();

  private YamlTree(String text, FileFaults faults) {
    var options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE); // the file's bytes are bounded
    this.reader = new StreamReader(text);
    this.parser = new ParserImpl(reader, options);
    this.faults = faults;
  }

  /** The documents that are not empty. */
  static List<Node> read(String text, FileFaults faults) throws Unreadable {
    FileText.requireYaml(text);
    var documents = new ArrayList<Node>();
    new YamlTree(text, faults).readInto(documents);
    return documents;
  }

  private Event next() throws Unreadable {
    try {
      return parser.getEvent();
    } catch (MarkedYAMLException broken) {
      throw new Unreadable(place(broken.getProblemMark()), "is not YAML: " + broken.getProblem());
    } catch (YAMLException broken) {
      throw new Unreadable(Node.Place.NONE, "is not YAML: " + broken.getMessage());
    } catch (NumberFormatException broken) { // the parser does not look whether an escape is whole
      throw new Unreadable(
          place(reader.getMark()), "is not YAML: after \\x, \\u or \\U stands no character's code");
    }
  }

  private void readInto(List<Node> documents) throws Unreadable {
    for (var event = next(); event.getEventId() != Event.ID.StreamEnd; event = next()) {
      switch (event.getEventId()) {
        case StreamStart, DocumentStart, DocumentEnd -> {}
        default -> {
          var document = node(event, 1);
          if (!(document instanceof Node.Scalar scalar && scalar.isNothing())) {
            documents.add(document);
          }
        }
      }
    }
  }

  private Node node(Event event, int depth) throws Unreadable {
    var place = place(event.getStartMark());
    bounds.count(place, depth);
    if (event instanceof NodeEvent node && node.getAnchor() != null) {
      faults.add(place, "", "anchors and aliases (&, *) are not accepted: write it out");
    }
    return switch (event) {
      case ScalarEvent scalar -> {
        refuseTag(scalar.getTag(), place);
        yield new Node.Scalar(scalar.getValue(), !scalar.isPlain(), place);
      }
      case CollectionStartEvent collection -> {
        refuseTag(collection.getTag(), place);
        yield event.getEventId() == Event.ID.SequenceStart
            ? sequence(place, depth)
            : mapping(place, depth);
      }
      default -> new Node.Scalar("", false, place); // an alias, which is refused above
    };
  }

  private Node sequence(Node.Place place, int depth) throws Unreadable {
    var elements = new ArrayList<Node>();
    for (var event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
      elements.add(node(event, depth + 1));
    }
    return new Node.Sequence(elements, place);
  }

  private Node mapping(Node.Place place, int depth) throws Unreadable {
    var entries = new ArrayList<Node.Entry>();
    for (var event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
      var name = node(event, depth + 1);
      var value = node(next(), depth + 1);
      if (name instanceof Node.Scalar scalar) {
        entries.add(new Node.Entry(scalar.text(), name.place(), value));
      } else {
        faults.add(name.place(), "", "a name is a text, not a list or a mapping");
      }
    }
    return new Node.Mapping(entries, place);
  }

  private void refuseTag(@Nullable String tag, Node.Place place) {
    if (tag != null && !tag.equals("!")) {
      faults.add(place, "", "tags (!) are not accepted: each field knows its type");
    }
  }

  private static Node.Place place(@Nullable Mark mark) {
    return mark == null
        ? Node.Place.NONE
        : new Node.Place(mark.getLine() + 1, mark.getColumn() + 1);
  }
}
