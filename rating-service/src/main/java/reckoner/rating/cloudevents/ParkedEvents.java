package reckoner.rating.cloudevents;

import com.google.protobuf.InvalidProtocolBufferException;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.rating.IncomingUsage;
import reckoner.rating.ParkedUsage.Parked;
import reckoner.rating.wire.UsageReader;

/** Reads rejected events again from what was kept of them. */
public final class ParkedEvents {
  private ParkedEvents() {}

  public static IncomingUsage read(Parked parked, UsageReader reader) {
    return parked.came().map(came -> read(came, reader)).orElseGet(() -> stored(parked, reader));
  }

  private static IncomingUsage read(IncomingUsage.Came came, UsageReader reader) {
    return switch (came.form()) {
      case CLOUD_EVENT_JSON -> JsonEvents.element(came.bytes(), reader);
      case CLOUD_EVENT_PROTOBUF -> ProtobufEvents.element(came.bytes(), reader);
    };
  }

  private static IncomingUsage stored(Parked parked, UsageReader reader) {
    try {
      return reader.read(UsageEvent.parseFrom(parked.body()));
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("a kept event is broken", broken);
    }
  }
}
