package reckoner.standalone.rules;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The queries of the dashboard and the alerts, and the metrics that they name. */
final class Expressions {
  private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"");
  private static final Pattern LABELS =
      Pattern.compile("\\{[^}]*}|\\[[^]]*]|\\b(by|without|on|ignoring)\\s*\\([^)]*\\)");
  private static final Pattern NAME = Pattern.compile("(?<![\\w$.])[a-z_][a-z0-9_]*\\b(?!\\s*\\()");
  private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool");

  private Expressions() {}

  /** Alerts by name, with their queries. */
  static Map<String, String> alerts() throws IOException {
    var alerts = new TreeMap<String, String>();
    var file = Repository.root().resolve("deploy/prometheus/alerts.yaml");
    for (var document : Manifests.documents(Files.readString(file))) {
      for (var group : (List<?>) Manifests.field(document, "groups")) {
        for (var rule : (List<?>) Manifests.field(group, "rules")) {
          alerts.put(
              Manifests.field(rule, "alert").toString(), Manifests.field(rule, "expr").toString());
        }
      }
    }
    return alerts;
  }

  /** The queries of every panel. */
  static List<String> panels() throws IOException {
    var file = Repository.root().resolve("deploy/grafana/reckoner.json");
    return new ArrayList<>(
        JsonMapper.builder().build().readTree(file.toFile()).findValuesAsText("expr"));
  }

  /** What of a query is neither function, label, word, text nor number. */
  static Set<String> metrics(String query) {
    var bare = TEXT.matcher(query).replaceAll("");
    var unlabelled = LABELS.matcher(bare).replaceAll(" ");
    var names = new TreeSet<String>();
    NAME.matcher(unlabelled)
        .results()
        .map(found -> found.group())
        .filter(name -> !WORDS.contains(name))
        .forEach(names::add);
    return names;
  }
}
