package reckoner.catalog.item;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import reckoner.proto.catalog.v1.Item;

/** Items as people write them. */
public final class Samples {
  public static final Item RESOLUTION =
      json(
          "{'key':'resolution','name':'Resolution','product':{'surface':'USAGE','unit':'resolution'}}");

  private Samples() {}

  /** Protobuf JSON with single quotes. */
  public static Item json(String text) {
    var item = Item.newBuilder();
    try {
      JsonFormat.parser().merge(text.replace('\'', '"'), item);
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalArgumentException(text, broken);
    }
    return item.build();
  }

  public static Item product(String key) {
    return json("{'key':'%s','product':{'unit':'unit'}}".formatted(key));
  }

  /** A list of one price for each unit of a product. */
  static Item list(String key, String product, String amount) {
    return book(key, "", price(product, "", amount));
  }

  /**
   * @param audience such as {@code 'customer':'acme',}
   */
  static Item book(String key, String audience, String... prices) {
    return json(
        "{'key':'%s','priceBook':{%s'currency':'USD','dimensions':['region'],'prices':[%s]}}"
            .formatted(key, audience, String.join(",", prices)));
  }

  /**
   * @param more such as {@code 'dimensions':{'region':'eu'},}
   */
  static String price(String product, String more, String amount) {
    return "{'product':'%s',%s'terms':{'price':{'perUnit':{'rate':{'amount':'%s'}}}}}"
        .formatted(product, more, amount);
  }
}
