package reckoner.catalog.json;

import java.util.Map;
import java.util.Optional;
import reckoner.pricing.TokenClass;

/** The price names of public lists, with the token class and number of units they stand for. */
final class PriceKeys {
  private static final long MILLION = 1_000_000;
  private static final long THOUSAND = 1_000;

  /** What a price name prices, and how many units its amount buys. */
  record PriceKey(TokenClass tokenClass, long per) {}

  private static final Map<String, PriceKey> KEYS =
      Map.ofEntries(
          tokens("input_mtok", TokenClass.INPUT),
          tokens("input_text_mtok", TokenClass.INPUT_TEXT),
          tokens("input_audio_mtok", TokenClass.INPUT_AUDIO),
          tokens("input_image_mtok", TokenClass.INPUT_IMAGE),
          tokens("input_video_mtok", TokenClass.INPUT_VIDEO),
          tokens("cache_read_mtok", TokenClass.CACHE_READ),
          tokens("cache_text_read_mtok", TokenClass.CACHE_READ_TEXT),
          tokens("cache_audio_read_mtok", TokenClass.CACHE_READ_AUDIO),
          tokens("cache_image_read_mtok", TokenClass.CACHE_READ_IMAGE),
          tokens("cache_video_read_mtok", TokenClass.CACHE_READ_VIDEO),
          tokens("cache_write_mtok", TokenClass.CACHE_WRITE),
          tokens("cache_text_write_mtok", TokenClass.CACHE_WRITE_TEXT),
          tokens("cache_audio_write_mtok", TokenClass.CACHE_WRITE_AUDIO),
          tokens("cache_image_write_mtok", TokenClass.CACHE_WRITE_IMAGE),
          tokens("cache_video_write_mtok", TokenClass.CACHE_WRITE_VIDEO),
          tokens("output_mtok", TokenClass.OUTPUT),
          tokens("output_text_mtok", TokenClass.OUTPUT_TEXT),
          tokens("output_audio_mtok", TokenClass.OUTPUT_AUDIO),
          tokens("output_image_mtok", TokenClass.OUTPUT_IMAGE),
          tokens("output_video_mtok", TokenClass.OUTPUT_VIDEO),
          Map.entry("requests_kcount", new PriceKey(TokenClass.REQUEST, THOUSAND)));

  private PriceKeys() {}

  /** Absent for a price of something that the catalog cannot express. */
  static Optional<PriceKey> of(String name) {
    return Optional.ofNullable(KEYS.get(name));
  }

  private static Map.Entry<String, PriceKey> tokens(String name, TokenClass tokenClass) {
    return Map.entry(name, new PriceKey(tokenClass, MILLION));
  }
}
