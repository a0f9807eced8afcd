package reckoner.rating.wire;

import com.google.protobuf.Timestamp;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import reckoner.kit.wire.CanonicalForm;
import reckoner.proto.rating.v1.UsageEvent;

/**
 * The canonical form of a usage event (RULES C2): the same bytes as {@link CanonicalForm}, without
 * its reflection, which a profile of ingest showed. A test holds both together over every field.
 */
final class UsageEventForm {
  private final StringBuilder out = new StringBuilder(512);

  private UsageEventForm() {}

  static byte[] hash(StatedEvent event) {
    var form = new UsageEventForm();
    form.write(event);
    return CanonicalForm.sha256(form.out.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void write(StatedEvent event) {
    out.append('{');
    text(UsageEvent.SOURCE_FIELD_NUMBER, event.source());
    text(UsageEvent.EVENT_ID_FIELD_NUMBER, event.eventId());
    event
        .time()
        .ifPresent(time -> {
          out.append(UsageEvent.EVENT_TIME_FIELD_NUMBER).append(':');
          time(time);
          out.append(';');
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
    map(UsageEvent.QUANTITIES_FIELD_NUMBER, event.quantities(), this::decimal);
    text(UsageEvent.EVENT_TYPE_FIELD_NUMBER, event.eventType());
    map(UsageEvent.DIMENSIONS_FIELD_NUMBER, event.dimensions(), this::sized);
    if (event.quantity() != null) {
      out.append(UsageEvent.QUANTITY_FIELD_NUMBER).append(':');
      decimal(event.quantity());
      out.append(';');
    }
    map(UsageEvent.EVIDENCE_FIELD_NUMBER, event.evidence(), this::sized);
    out.append('}');
  }

  private void text(int field, String text) {
    if (!text.isEmpty()) {
      out.append(field).append(':');
      sized(text);
      out.append(';');
    }
  }

  private void map(int field, Map<String, String> values, Consumer<String> writing) {
    if (values.isEmpty()) {
      return;
    }
    out.append(field).append(":<");
    var names = values.keySet().toArray(String[]::new);
    Arrays.sort(names);
    for (var name : names) {
      sized(name);
      out.append('=');
      writing.accept(Objects.requireNonNull(values.get(name)));
      out.append(';');
    }
    out.append(">;");
  }

  private void time(StatedEvent.Time time) {
    out.append('{');
    if (time.seconds() != 0) {
      text(Timestamp.SECONDS_FIELD_NUMBER, Long.toString(time.seconds()));
    }
    if (time.nanos() != 0) {
      text(Timestamp.NANOS_FIELD_NUMBER, Integer.toString(time.nanos()));
    }
    out.append('}');
  }

  private void decimal(String decimal) {
    sized(CanonicalForm.normalised(decimal));
  }

  private void sized(String text) {
    out.append(text.length()).append('"').append(text);
  }
}
