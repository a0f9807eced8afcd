package reckoner.catalog.item;

import java.util.ArrayList;
import java.util.List;

/** Sentences of an answer; of more than so many the rest is counted. */
public final class Sentences {
  public static final int MAX = 1_000;

  private Sentences() {}

  public static List<String> bounded(List<String> sentences) {
    if (sentences.size() <= MAX) {
      return sentences;
    }
    var first = new ArrayList<>(sentences.subList(0, MAX));
    first.add("and %,d more".formatted(sentences.size() - MAX));
    return List.copyOf(first);
  }
}
