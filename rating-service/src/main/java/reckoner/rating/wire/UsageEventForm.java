package reckoner.rating.wire;

import com.google.protobuf.Timestamp;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import reckoner.kit.wire.CanonicalForm;
import reckoner.proto.rating.v1.UsageEvent;

/**
 * The canonical form of a usage event (RULES C2): the same bytes as {@link CanonicalForm}, without
 * its descriptors and texts, which profiles of ingest showed, and of bytes whose fields come in any
 * order and more than once. A test holds both together over every field.
 */
final class UsageEventForm {
  /** Fields' numbers, lengths and signs, of an event with eight dimensions. */
  private static final int BYTES_BESIDE_TEXTS = 128;

  private static final int TEN = 10;

  private byte[] out;
  private int length;

  private UsageEventForm(int bytes) {
    this.out = new byte[bytes];
  }

  static byte[] hash(StatedEvent event) {
    var form = new UsageEventForm(event.body().length + BYTES_BESIDE_TEXTS);
    form.write(event);
    return CanonicalForm.sha256(form.out, form.length);
  }

  private void write(StatedEvent event) {
    sign('{');
    text(UsageEvent.SOURCE_FIELD_NUMBER, event.source());
    text(UsageEvent.EVENT_ID_FIELD_NUMBER, event.eventId());
    event
        .time()
        .ifPresent(time -> {
          field(UsageEvent.EVENT_TIME_FIELD_NUMBER);
          time(time);
          sign(';');
        });
    text(UsageEvent.CUSTOMER_FIELD_NUMBER, event.customer());
    text(UsageEvent.PROVIDER_FIELD_NUMBER, event.provider());
    text(UsageEvent.MODEL_FIELD_NUMBER, event.model());
    if (event.nesting() != 0) {
      // by its descriptor, which has a name for numbers that are not ours too
      text(
          UsageEvent.NESTING_FIELD_NUMBER,
          UsageEvent.Nesting.getDescriptor()
              .findValueByNumberCreatingIfUnknown(event.nesting())
              .toString());
    }
    map(UsageEvent.QUANTITIES_FIELD_NUMBER, event.quantities(), true);
    text(UsageEvent.EVENT_TYPE_FIELD_NUMBER, event.eventType());
    map(UsageEvent.DIMENSIONS_FIELD_NUMBER, event.dimensions(), false);
    if (event.quantity() != null) {
      field(UsageEvent.QUANTITY_FIELD_NUMBER);
      sized(CanonicalForm.normalised(event.quantity()));
      sign(';');
    }
    map(UsageEvent.EVIDENCE_FIELD_NUMBER, event.evidence(), false);
    sign('}');
  }

  private void field(int number) {
    number(number);
    sign(':');
  }

  private void text(int field, String text) {
    if (!text.isEmpty()) {
      field(field);
      sized(text);
      sign(';');
    }
  }

  private void map(int field, Map<String, String> values, boolean areDecimals) {
    if (values.isEmpty()) {
      return;
    }
    field(field);
    sign('<');
    for (var entry : sorted(values)) {
      sized(entry.getKey());
      sign('=');
      sized(areDecimals ? CanonicalForm.normalised(entry.getValue()) : entry.getValue());
      sign(';');
    }
    sign('>');
    sign(';');
  }

  private static Map.Entry<String, String>[] sorted(Map<String, String> values) {
    @SuppressWarnings({"unchecked", "rawtypes"})
    Map.Entry<String, String>[] entries = values.entrySet().toArray(new Map.Entry[0]);
    Arrays.sort(entries, Map.Entry.comparingByKey());
    return entries;
  }

  private void time(StatedEvent.Time time) {
    sign('{');
    if (time.seconds() != 0) {
      text(Timestamp.SECONDS_FIELD_NUMBER, Long.toString(time.seconds()));
    }
    if (time.nanos() != 0) {
      text(Timestamp.NANOS_FIELD_NUMBER, Integer.toString(time.nanos()));
    }
    sign('}');
  }

  /** Length before text, so that no text can imitate structure. */
  private void sized(String text) {
    number(text.length());
    sign('"');
    room(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0x7F) {
        bytes(text.substring(i).getBytes(StandardCharsets.UTF_8));
        return;
      }
      out[length++] = (byte) c;
    }
  }

  private void number(int number) {
    if (number < TEN) {
      sign((char) ('0' + number));
    } else {
      number(number / TEN);
      sign((char) ('0' + number % TEN));
    }
  }

  private void sign(char ascii) {
    room(1);
    out[length++] = (byte) ascii;
  }

  private void bytes(byte[] bytes) {
    room(bytes.length);
    System.arraycopy(bytes, 0, out, length, bytes.length);
    length += bytes.length;
  }

  private void room(int bytes) {
    if (out.length - length < bytes) {
      out = Arrays.copyOf(out, Math.max(2 * out.length, length + bytes));
    }
  }
}
