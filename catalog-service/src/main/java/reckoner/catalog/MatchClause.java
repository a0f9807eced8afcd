package reckoner.catalog;

import com.google.re2j.Pattern;
import java.util.List;

/**
 * Says which reported ids mean a model. Letters count as they are written; a regular expression is
 * found anywhere in the id, in linear time.
 */
public sealed interface MatchClause {
  boolean accepts(String reported);

  record Equal(String text) implements MatchClause {
    @Override
    public boolean accepts(String reported) {
      return reported.equals(text);
    }
  }

  record StartsWith(String text) implements MatchClause {
    @Override
    public boolean accepts(String reported) {
      return reported.startsWith(text);
    }
  }

  record EndsWith(String text) implements MatchClause {
    @Override
    public boolean accepts(String reported) {
      return reported.endsWith(text);
    }
  }

  record Contains(String text) implements MatchClause {
    @Override
    public boolean accepts(String reported) {
      return reported.contains(text);
    }
  }

  record Regex(Pattern pattern) implements MatchClause {
    @Override
    public boolean accepts(String reported) {
      return pattern.matcher(reported).find();
    }
  }

  record Any(List<MatchClause> clauses) implements MatchClause {
    public Any {
      clauses = List.copyOf(clauses);
    }

    @Override
    public boolean accepts(String reported) {
      return clauses.stream().anyMatch(clause -> clause.accepts(reported));
    }
  }

  record All(List<MatchClause> clauses) implements MatchClause {
    public All {
      clauses = List.copyOf(clauses);
    }

    @Override
    public boolean accepts(String reported) {
      return !clauses.isEmpty() && clauses.stream().allMatch(clause -> clause.accepts(reported));
    }
  }

  /** A clause that the catalog cannot express; it accepts nothing. */
  record Never() implements MatchClause {
    @Override
    public boolean accepts(String reported) {
      return false;
    }
  }
}
