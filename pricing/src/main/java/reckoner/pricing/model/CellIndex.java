package reckoner.pricing.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the cell that covers an event among cells that name the values of some dimensions, any
 * value of the others. Cells that name the same dimensions are one group with a hash table of its
 * own, so that a look-up costs one probe for each group, however many cells there are, and no
 * allocation. Groups are numbered from the most specific on.
 *
 * @param <T> what stands in a cell
 */
public final class CellIndex<T> {
  /** Which of two groups that both cover an event is more specific. */
  public enum Specificity {
    /** The one that names the first dimension, then the second, and so on. */
    FIRST_NAMED,
    /** The one that names more dimensions; of equally many, as {@link #FIRST_NAMED}. */
    MOST_NAMED
  }

  private static final Comparator<int[]> FIRST_NAMED = Arrays::compare;
  private static final Comparator<int[]> MOST_NAMED =
      Comparator.<int[]>comparingInt(positions -> -positions.length).thenComparing(FIRST_NAMED);

  private final List<Group<T>> groups;

  private CellIndex(List<Group<T>> groups) {
    this.groups = groups;
  }

  /**
   * An index of cells by the values that they name.
   *
   * @param dimensions all that cells name, the most significant first
   */
  public static <T> CellIndex<T> of(
      List<String> dimensions, Specificity specificity, Map<Map<String, String>, T> cells) {
    var names = dimensions.stream().distinct().toList();
    var groups =
        new TreeMap<int[], List<Slot<T>>>(
            switch (specificity) {
              case FIRST_NAMED -> FIRST_NAMED;
              case MOST_NAMED -> MOST_NAMED;
            });
    for (var cell : cells.entrySet()) {
      var named = named(cell.getKey().keySet(), names);
      groups
          .computeIfAbsent(named, _ -> new ArrayList<>())
          .add(
              Slot.of(
                  names(named, names).map(name -> cell.getKey().getOrDefault(name, "")).toList(),
                  cell.getValue()));
    }
    return new CellIndex<>(
        groups.entrySet().stream()
            .map(group -> new Group<>(names(group.getKey(), names).toList(), group.getValue()))
            .toList());
  }

  private static Stream<String> names(int[] named, List<String> names) {
    return Arrays.stream(named, 0, named.length - 1).mapToObj(names::get);
  }

  /**
   * Positions ascending and a last one beyond all, by which what names more goes before what ends
   * where it goes on.
   */
  private static int[] named(Collection<String> dimensions, List<String> names) {
    var named = new int[dimensions.size() + 1];
    int i = 0;
    for (var dimension : dimensions) {
      named[i++] = names.indexOf(dimension);
    }
    named[i] = Integer.MAX_VALUE;
    Arrays.sort(named);
    return named;
  }

  /** How many groups there are. */
  public int groups() {
    return groups.size();
  }

  /** What covers an event in one group, the most specific being 0; null where nothing does. */
  public @Nullable T in(int group, Map<String, String> event) {
    return groups.get(group).covering(event);
  }

  /** What covers an event in the most specific group; null where nothing does. */
  public @Nullable T mostSpecific(Map<String, String> event) {
    for (var group : groups) {
      var found = group.covering(event);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** All that stands in cells, the most specific first. */
  public List<T> cells() {
    return groups.stream().flatMap(Group::cells).toList();
  }

  /** A cell and the values that it names, in the order of its group's names. */
  private record Slot<T>(int hash, String[] values, T cell) {
    static <T> Slot<T> of(List<String> values, T cell) {
      int hash = 0;
      for (var value : values) {
        hash = 31 * hash + value.hashCode();
      }
      return new Slot<>(spread(hash), values.toArray(String[]::new), cell);
    }

    boolean covers(String[] names, Map<String, String> event) {
      for (int i = 0; i < names.length; i++) {
        if (!values[i].equals(event.get(names[i]))) {
          return false;
        }
      }
      return true;
    }
  }

  /** An open hash table, at most half full, of the cells that name the same dimensions. */
  private static final class Group<T> {
    private final String[] names;
    private final List<Slot<T>> cells;
    private final @Nullable Slot<T>[] slots;

    Group(List<String> names, List<Slot<T>> cells) {
      this.names = names.toArray(String[]::new);
      this.cells = List.copyOf(cells);
      this.slots = table(Integer.highestOneBit(cells.size()) * 4);
      cells.forEach(this::put);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of generics has no other constructor
    private static <T> @Nullable Slot<T>[] table(int size) {
      return new Slot[size];
    }

    private void put(Slot<T> slot) {
      int i = slot.hash & (slots.length - 1);
      while (slots[i] != null) {
        i = (i + 1) & (slots.length - 1);
      }
      slots[i] = slot;
    }

    Stream<T> cells() {
      return cells.stream().map(Slot::cell);
    }

    @Nullable T covering(Map<String, String> event) {
      int hash = 0;
      for (var name : names) {
        var value = event.get(name);
        if (value == null) {
          return null;
        }
        hash = 31 * hash + value.hashCode();
      }
      hash = spread(hash);
      int i = hash & (slots.length - 1);
      for (var slot = slots[i]; slot != null; slot = slots[i]) {
        if (slot.hash == hash && slot.covers(names, event)) {
          return slot.cell;
        }
        i = (i + 1) & (slots.length - 1);
      }
      return null;
    }
  }

  /** Hashes of texts that are alike differ in few bits; neighbours would crowd the table. */
  private static int spread(int hash) {
    int mixed = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
    return mixed ^ (mixed >>> 16);
  }
}
