package reckoner.catalog.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import reckoner.catalog.MatchClause;

/** Match clauses as price lists write them. */
public final class MatchClauseJson {
  private static final int DEPTH_MAX = 20;

  private MatchClauseJson() {}

  /**
   * Reads a clause. What cannot be expressed accepts nothing.
   *
   * @param inexpressible told the name of each part that cannot be expressed
   */
  public static MatchClause read(JsonNode node, Consumer<String> inexpressible) {
    return read(node, inexpressible, 0);
  }

  private static MatchClause read(JsonNode node, Consumer<String> inexpressible, int depth) {
    if (!node.isObject() || node.size() != 1 || depth > DEPTH_MAX) {
      inexpressible.accept("match clause");
      return new MatchClause.Never();
    }
    var name = node.fieldNames().next();
    var value = node.get(name);
    return switch (name) {
      case "or" -> new MatchClause.Any(all(value, inexpressible, depth));
      case "and" -> new MatchClause.All(all(value, inexpressible, depth));
      default -> text(name, value, inexpressible);
    };
  }

  private static MatchClause text(String name, JsonNode value, Consumer<String> inexpressible) {
    if (!value.isTextual()) {
      inexpressible.accept("match clause " + name);
      return new MatchClause.Never();
    }
    var text = value.textValue();
    return switch (name) {
      case "equals" -> new MatchClause.Equal(text);
      case "starts_with" -> new MatchClause.StartsWith(text);
      case "ends_with" -> new MatchClause.EndsWith(text);
      case "contains" -> new MatchClause.Contains(text);
      case "regex" -> regex(text, inexpressible);
      default -> {
        inexpressible.accept("match clause " + name);
        yield new MatchClause.Never();
      }
    };
  }

  private static MatchClause regex(String text, Consumer<String> inexpressible) {
    try {
      return new MatchClause.Regex(Pattern.compile(text));
    } catch (PatternSyntaxException beyondLinearTime) {
      inexpressible.accept("regular expression " + text);
      return new MatchClause.Never();
    }
  }

  private static List<MatchClause> all(JsonNode nodes, Consumer<String> inexpressible, int depth) {
    var clauses = new ArrayList<MatchClause>();
    nodes.forEach(node -> clauses.add(read(node, inexpressible, depth + 1)));
    return clauses;
  }
}
