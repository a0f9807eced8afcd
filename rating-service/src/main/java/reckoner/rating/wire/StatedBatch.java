package reckoner.rating.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import reckoner.proto.rating.v1.IngestUsageRequest;

/** The events of a request to ingest usage. */
public record StatedBatch(List<StatedEvent> events) {
  private static final int EVENTS = IngestUsageRequest.EVENTS_FIELD_NUMBER << 3 | 2;

  /** Reads requests as they come off the wire, each event with its bytes. */
  public static MethodDescriptor.Marshaller<StatedBatch> marshaller() {
    return new MethodDescriptor.Marshaller<>() {
      @Override
      public InputStream stream(StatedBatch batch) {
        throw new UnsupportedOperationException("a service reads it only");
      }

      @Override
      public StatedBatch parse(InputStream message) {
        try {
          return read(CodedInputStream.newInstance(message));
        } catch (IOException broken) {
          throw Status.INTERNAL
              .withDescription("Invalid protobuf byte sequence")
              .withCause(broken)
              .asRuntimeException();
        }
      }
    };
  }

  private static StatedBatch read(CodedInputStream in) throws IOException {
    var events = new ArrayList<StatedEvent>();
    var names = new Names();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == EVENTS) {
        events.add(StatedEvent.read(in.readByteArray(), names));
      } else if (!UnknownFieldSet.newBuilder().mergeFieldFrom(tag, in)) {
        throw new InvalidProtocolBufferException("a group ends that did not begin");
      }
    }
    return new StatedBatch(events);
  }
}
