package reckoner.kit.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Value;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;

/** The keys after which a page begins, as a text that clients need not understand. */
public final class PageToken {
  /** The size of a page whose request states 0. */
  public static final int SIZE_DEFAULT = 100;

  private PageToken() {}

  /** The size of a page, where 0 asks for the default. */
  public static int size(int asked) {
    return asked == 0 ? SIZE_DEFAULT : asked;
  }

  public static String of(String... keys) {
    var list = ListValue.newBuilder();
    for (var key : keys) {
      list.addValues(Value.newBuilder().setStringValue(key));
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(list.build().toByteArray());
  }

  /**
   * The keys of a token; empty for the empty token, which asks for the first page.
   *
   * @param keys how many it must have
   */
  public static Optional<List<String>> read(String token, int keys) {
    if (token.isEmpty()) {
      return Optional.empty();
    }
    try {
      var values = ListValue.parseFrom(Base64.getUrlDecoder().decode(token)).getValuesList();
      var texts = values.stream().map(Value::getStringValue).toList();
      // PostgreSQL keeps no NUL, so no key of ours has one
      if (texts.size() == keys && texts.stream().allMatch(text -> text.indexOf('\0') < 0)) {
        return Optional.of(texts);
      }
    } catch (IllegalArgumentException | InvalidProtocolBufferException foreign) {
      throw invalid();
    }
    throw invalid();
  }

  /** The refusal of a token that is not ours. */
  public static RuntimeException invalid() {
    return Refusal.of(
            KitReason.PAGE_TOKEN_INVALID,
            "page_token is not one that this service gave out; use next_page_token of the page"
                + " before, or none")
        .asException();
  }
}
