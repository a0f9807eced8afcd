package reckoner.kit.pricing;

import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.util.List;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.refusal.Refused;

/** Requests as people write them. */
final class Ask {
  private Ask() {}

  /** What loose JSON says, in a builder; ` stands for a double quote. */
  static <B extends Message.Builder> B into(B empty, String json) {
    try {
      JsonFormat.parser().merge(json.replace('`', '"'), empty);
      return empty;
    } catch (InvalidProtocolBufferException wrong) {
      throw new IllegalArgumentException(json, wrong);
    }
  }

  static Refusal refused(Runnable call) {
    return assertThrows(Refused.class, call::run).refusal();
  }

  /** What is at fault: each field with the beginning of what is told of it. */
  static List<String> faults(Runnable call) {
    return refused(call).faults().stream()
        .map(fault -> fault.field() + " " + fault.message().split(":")[0])
        .toList();
  }
}
