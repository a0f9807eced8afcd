package reckoner.catalog.file;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Trees as YAML that reads well in a change: two spaces for each level, what is short on one line,
 * text in quotes only where it must be.
 */
final class YamlText {
  private static final int LINE_MAX = 100;
  private static final int INDENT = 2;

  /** YAML takes at most 1,024 characters for a name that no mark announces. */
  private static final int NAME_MAX = 1_000;

  private final StringBuilder out = new StringBuilder();

  private YamlText() {}

  static String of(List<Node.Mapping> documents) {
    return documents.stream()
        .map(document -> {
          var text = new YamlText();
          text.entries(document, 0, false);
          return text.out.toString();
        })
        .collect(Collectors.joining("---\n"));
  }

  /**
   * @param behindDash whether the first entry stands on the line of a list's dash
   */
  private void entries(Node.Mapping mapping, int indent, boolean behindDash) {
    var onLine = behindDash;
    for (var entry : mapping.entries()) {
      if (!onLine) {
        indent(indent);
      }
      onLine = false;
      var name = YamlScalar.of(entry.name(), true);
      if (name.length() > NAME_MAX) {
        out.append("? ").append(name).append('\n');
        indent(indent);
        name = "";
      }
      out.append(name).append(':');
      value(entry.value(), indent, indent + name.length() + INDENT);
    }
  }

  /** What stands behind a colon or a dash that begins at the indent. */
  private void value(Node node, int indent, int column) {
    var line = onOneLine(node, column);
    if (line.isPresent()) {
      out.append(' ').append(line.get()).append('\n');
      return;
    }
    switch (node) {
      case Node.Scalar scalar -> block(scalar.text(), indent + INDENT);
      case Node.Sequence list -> {
        out.append('\n');
        for (var element : list.elements()) {
          indent(indent + INDENT);
          out.append('-');
          element(element, indent + INDENT);
        }
      }
      case Node.Mapping mapping -> {
        out.append('\n');
        entries(mapping, indent + INDENT, false);
      }
    }
  }

  private void element(Node element, int indent) {
    if (element instanceof Node.Mapping mapping && onOneLine(element, indent + INDENT).isEmpty()) {
      out.append(' ');
      entries(mapping, indent + INDENT, true);
    } else {
      value(element, indent, indent + INDENT);
    }
  }

  /** A text of several lines. */
  private void block(String text, int indent) {
    out.append(text.endsWith("\n") ? " |\n" : " |-\n");
    for (var line : text.stripTrailing().split("\n", -1)) {
      if (!line.isEmpty()) {
        indent(indent);
      }
      out.append(line).append('\n');
    }
  }

  private void indent(int indent) {
    out.repeat(' ', indent);
  }

  /** A single value, or a list or mapping of single values that is short. */
  private static Optional<String> onOneLine(Node node, int column) {
    return switch (node) {
      case Node.Scalar scalar ->
          isBlock(scalar) ? Optional.empty() : Optional.of(single(scalar, false));
      case Node.Sequence list ->
          inBrackets(list.elements(), element -> "", column).map(line -> "[" + line + "]");
      case Node.Mapping mapping -> {
        var names = mapping.entries().iterator();
        yield inBrackets(
                mapping.entries().stream().map(Node.Entry::value).toList(),
                value -> YamlScalar.of(names.next().name(), true) + ": ",
                column)
            .map(line -> "{" + line + "}");
      }
    };
  }

  private static Optional<String> inBrackets(
      List<Node> values, Function<Node, String> name, int column) {
    var line = new StringBuilder();
    for (var value : values) {
      if (!(value instanceof Node.Scalar scalar) || isBlock(scalar)) {
        return Optional.empty();
      }
      line.append(line.isEmpty() ? "" : ", ")
          .append(name.apply(value))
          .append(single(scalar, true));
      if (column + line.length() + 2 > LINE_MAX) {
        return Optional.empty();
      }
    }
    return Optional.of(line.toString());
  }

  private static boolean isBlock(Node.Scalar scalar) {
    return scalar.quoted() && YamlScalar.isBlock(scalar.text());
  }

  private static String single(Node.Scalar scalar, boolean inBrackets) {
    return scalar.quoted() ? YamlScalar.of(scalar.text(), inBrackets) : scalar.text();
  }
}
