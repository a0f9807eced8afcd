package reckoner.catalog.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reckoner.catalog.PriceList.Notice;
import reckoner.catalog.PriceList.Notice.Kind;

/**
 * Collects what a list says beyond prices. Everything is counted; names and places are kept within
 * bounds, so that the answer to a small file is never many times the file.
 */
final class Notices {
  static final int NAMES_MAX = 1_000;
  static final int NAME_LENGTH_MAX = 200;
  static final int PLACES_MAX = 100;

  /** In characters, over all notices. */
  static final int PLACES_LENGTH_MAX = 1_000_000;

  static final String FURTHER = "further kinds";

  private final Map<Map.Entry<Kind, String>, Tally> byName = new LinkedHashMap<>();
  private Kind gravestFurther = Kind.NOT_FOLLOWED;
  private final Tally further = new Tally();
  private int placesLength;

  /** How often a notice occurs, and where it does first. */
  private static final class Tally {
    private int count;
    private final List<String> places = new ArrayList<>();
  }

  void add(Kind kind, String name, String place) {
    var key = Map.entry(kind, cut(name));
    var tally = byName.get(key);
    if (tally == null && byName.size() < NAMES_MAX) {
      tally = new Tally();
      byName.put(key, tally);
    }
    if (tally == null) {
      tally = further;
      gravestFurther = kind.compareTo(gravestFurther) < 0 ? kind : gravestFurther;
    }
    tally.count++;
    if (tally.places.size() < PLACES_MAX && placesLength + place.length() <= PLACES_LENGTH_MAX) {
      tally.places.add(place);
      placesLength += place.length();
    }
  }

  /** In file order; what went beyond the bound of names stands last, under the gravest kind. */
  List<Notice> list() {
    var notices = new ArrayList<Notice>();
    byName.forEach((key, tally) -> notices.add(notice(key.getKey(), key.getValue(), tally)));
    if (further.count > 0) {
      notices.add(notice(gravestFurther, FURTHER, further));
    }
    return notices;
  }

  private static Notice notice(Kind kind, String name, Tally tally) {
    return new Notice(kind, name, tally.count, tally.places);
  }

  private static String cut(String name) {
    if (name.length() <= NAME_LENGTH_MAX) {
      return name;
    }
    var end = NAME_LENGTH_MAX - 1;
    return name.substring(0, Character.isHighSurrogate(name.charAt(end - 1)) ? end - 1 : end) + "…";
  }
}
