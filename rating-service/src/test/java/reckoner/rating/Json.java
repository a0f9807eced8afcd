package reckoner.rating;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;

/**
 * Messages as tests state them; an apostrophe stands for a quotation mark, a backtick for one
 * within a text.
 */
final class Json {
  private Json() {}

  static <B extends Message.Builder> B merge(B builder, String json) {
    try {
      JsonFormat.parser().merge(json.replace('\'', '"').replace("`", "\\\""), builder);
      return builder;
    } catch (InvalidProtocolBufferException broken) {
      throw new AssertionError(broken);
    }
  }
}
