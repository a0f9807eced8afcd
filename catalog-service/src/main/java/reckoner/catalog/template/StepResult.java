package reckoner.catalog.template;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a computation beside the invoice came to.
 *
 * @param values of its reply, by the places that the example names
 */
public record StepResult(String title, Map<String, String> values) {
  public StepResult {
    values = new TreeMap<>(values);
  }
}
