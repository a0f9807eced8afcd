package reckoner.catalog.item;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The order in which items are published: what others name before them, else as they stand. Items
 * that name each other in a circle stand last.
 */
final class ReferencedFirst {
  private final List<Item> items;
  private final Map<ItemName, Integer> places = new HashMap<>();

  ReferencedFirst(List<Item> items) {
    this.items = List.copyOf(items);
    for (int i = 0; i < items.size(); i++) {
      places.putIfAbsent(items.get(i).name(), i);
    }
  }

  /** Places in the list, each once. */
  List<Integer> order() {
    var waitsFor = new int[items.size()];
    var named = new HashMap<Integer, List<Integer>>();
    var ready = new TreeSet<Integer>();
    for (int i = 0; i < items.size(); i++) {
      for (var before : namedBy(i)) {
        waitsFor[i]++;
        named.computeIfAbsent(before, place -> new ArrayList<>()).add(i);
      }
      if (waitsFor[i] == 0) {
        ready.add(i);
      }
    }
    var order = new ArrayList<Integer>();
    while (!ready.isEmpty()) {
      int next = ready.removeFirst();
      order.add(next);
      for (int waiting : named.getOrDefault(next, List.of())) {
        waitsFor[waiting]--;
        if (waitsFor[waiting] == 0) {
          ready.add(waiting);
        }
      }
    }
    for (int i = 0; i < items.size(); i++) {
      if (waitsFor[i] > 0) {
        order.add(i);
      }
    }
    return order;
  }

  private List<Integer> namedBy(int place) {
    var found = new TreeSet<Integer>();
    for (var reference : items.get(place).content().references()) {
      var named = places.get(reference.item());
      if (named != null && named != place) {
        found.add(named);
      }
    }
    return List.copyOf(found);
  }
}
