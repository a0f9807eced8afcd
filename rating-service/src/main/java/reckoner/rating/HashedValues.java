package reckoner.rating;

import java.util.ArrayList;
import java.util.List;

/**
 * Different values by their hashes, 16 bytes each and some room: a million users fit in a small
 * heap.
 */
final class HashedValues {
  private static final int ROOM_MIN = 16;

  // two numbers a slot, both 0 where it is free
  private long[] slots = new long[2 * ROOM_MIN];
  private int size;
  private boolean hasZero;

  void add(KeyHash value) {
    if (value.high() == 0 && value.low() == 0) {
      hasZero = true;
      return;
    }
    if (2 * (size + 1) > slots.length / 2) {
      grow();
    }
    put(value.high(), value.low());
  }

  private void put(long high, long low) {
    int last = slots.length / 2 - 1; // a power of two less one
    int slot = (int) low & last; // hashes are spread by themselves
    while (slots[2 * slot] != 0 || slots[2 * slot + 1] != 0) {
      if (slots[2 * slot] == high && slots[2 * slot + 1] == low) {
        return;
      }
      slot = (slot + 1) & last;
    }
    slots[2 * slot] = high;
    slots[2 * slot + 1] = low;
    size++;
  }

  private void grow() {
    var before = slots;
    slots = new long[2 * before.length];
    size = 0;
    for (int i = 0; i < before.length; i += 2) {
      if (before[i] != 0 || before[i + 1] != 0) {
        put(before[i], before[i + 1]);
      }
    }
  }

  long size() {
    return size + (hasZero ? 1L : 0L);
  }

  List<KeyHash> toList() {
    var values = new ArrayList<KeyHash>(size + 1);
    if (hasZero) {
      values.add(new KeyHash(0, 0));
    }
    for (int i = 0; i < slots.length; i += 2) {
      if (slots[i] != 0 || slots[i + 1] != 0) {
        values.add(new KeyHash(slots[i], slots[i + 1]));
      }
    }
    return values;
  }
}
