package reckoner.catalog.item;

import java.util.List;

/** The form in which items are written. */
public interface ItemForm {
  /** Reads an item; refuses one that is wrong in itself, with all its faults. */
  Item read(byte[] whole);

  /** What an item says, without the hash of it, which whoever only reads does not need. */
  ItemContent content(byte[] whole);

  /**
   * What differs between two items of a kind, in words, prices of price books left out.
   *
   * @param before nothing written for nothing before
   */
  List<String> differences(byte[] before, byte[] after);
}
