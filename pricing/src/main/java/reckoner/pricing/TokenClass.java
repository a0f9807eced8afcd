package reckoner.pricing;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Disjoint kinds of units of a model request (RULES D6). A class without a price of its own is part
 * of its parent before allowance and price.
 */
public enum TokenClass {
  INPUT("input", null, true),
  INPUT_TEXT("input_text", INPUT, true),
  INPUT_AUDIO("input_audio", INPUT, true),
  INPUT_IMAGE("input_image", INPUT, true),
  INPUT_VIDEO("input_video", INPUT, true),
  CACHE_READ("cache_read", INPUT, true),
  CACHE_READ_TEXT("cache_read_text", CACHE_READ, true),
  CACHE_READ_AUDIO("cache_read_audio", CACHE_READ, true),
  CACHE_READ_IMAGE("cache_read_image", CACHE_READ, true),
  CACHE_READ_VIDEO("cache_read_video", CACHE_READ, true),
  CACHE_WRITE("cache_write", INPUT, true),
  CACHE_WRITE_TEXT("cache_write_text", CACHE_WRITE, true),
  CACHE_WRITE_AUDIO("cache_write_audio", CACHE_WRITE, true),
  CACHE_WRITE_IMAGE("cache_write_image", CACHE_WRITE, true),
  CACHE_WRITE_VIDEO("cache_write_video", CACHE_WRITE, true),
  OUTPUT("output", null, false),
  OUTPUT_TEXT("output_text", OUTPUT, false),
  OUTPUT_AUDIO("output_audio", OUTPUT, false),
  OUTPUT_IMAGE("output_image", OUTPUT, false),
  OUTPUT_VIDEO("output_video", OUTPUT, false),
  REASONING("reasoning", OUTPUT, false),
  /** The request itself: one for each event, charged where the list prices requests. */
  REQUEST("request", null, false);

  private final String wireName;
  private final Optional<TokenClass> parent;
  private final boolean input;

  TokenClass(String wireName, @Nullable TokenClass parent, boolean input) {
    this.wireName = wireName;
    this.parent = Optional.ofNullable(parent);
    this.input = input;
  }

  /** The name in protos, tables and documents. */
  public String wireName() {
    return wireName;
  }

  public Optional<TokenClass> parent() {
    return parent;
  }

  /** Whether the class counts to a request's input size, by which tiers are chosen. */
  public boolean isInput() {
    return input;
  }

  public static Optional<TokenClass> ofWireName(String name) {
    for (var tokenClass : values()) {
      if (tokenClass.wireName.equals(name)) {
        return Optional.of(tokenClass);
      }
    }
    return Optional.empty();
  }
}
