package reckoner.rating.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Value;
import java.util.Base64;
import java.util.Optional;
import reckoner.kit.refusal.Refusal;
import reckoner.rating.RatingReason;
import reckoner.rating.UsageReport.Cursor;

/** A place in the list of exceptions, opaque to clients. */
final class PageToken {
  private static final int PARTS = 4;

  private PageToken() {}

  static String of(Cursor cursor) {
    var parts =
        ListValue.newBuilder()
            .addValues(text(cursor.status()))
            .addValues(text(cursor.source()))
            .addValues(text(cursor.eventId()))
            .addValues(text(cursor.contentHash()))
            .build();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(parts.toByteArray());
  }

  static Optional<Cursor> read(String token) {
    if (token.isEmpty()) {
      return Optional.empty();
    }
    try {
      var parts = ListValue.parseFrom(Base64.getUrlDecoder().decode(token)).getValuesList();
      if (parts.size() == PARTS) {
        return Optional.of(
            new Cursor(
                parts.get(0).getStringValue(),
                parts.get(1).getStringValue(),
                parts.get(2).getStringValue(),
                parts.get(3).getStringValue()));
      }
    } catch (IllegalArgumentException | InvalidProtocolBufferException foreign) {
      throw invalid();
    }
    throw invalid();
  }

  private static RuntimeException invalid() {
    return Refusal.of(
            RatingReason.PAGE_TOKEN_INVALID, "page_token is not one that this service gave out")
        .asException();
  }

  private static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }
}
