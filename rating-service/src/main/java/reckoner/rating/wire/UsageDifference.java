package reckoner.rating.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.type.Decimal;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import reckoner.kit.wire.CanonicalForm;
import reckoner.proto.rating.v1.UsageEvent;

/** Names the first field in which two bodies of one event differ (RULES C2). */
public final class UsageDifference {
  private UsageDifference() {}

  /**
   * Path of the field, in the order of their numbers; of a map the first name in its order. Null
   * where they say the same, though a hash of another form may tell them apart.
   */
  public static @Nullable String field(byte[] stored, byte[] came) {
    try {
      return field(UsageEvent.parseFrom(stored), UsageEvent.parseFrom(came));
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("a body that was accepted is broken", broken);
    }
  }

  private static @Nullable String field(UsageEvent stored, UsageEvent came) {
    for (var field : UsageEvent.getDescriptor().getFields()) {
      var name =
          switch (field.getNumber()) {
            case UsageEvent.QUANTITIES_FIELD_NUMBER ->
                first(stored.getQuantitiesMap(), came.getQuantitiesMap(), UsageDifference::isSame);
            case UsageEvent.DIMENSIONS_FIELD_NUMBER ->
                first(stored.getDimensionsMap(), came.getDimensionsMap(), String::equals);
            case UsageEvent.EVIDENCE_FIELD_NUMBER ->
                first(stored.getEvidenceMap(), came.getEvidenceMap(), String::equals);
            case UsageEvent.QUANTITY_FIELD_NUMBER ->
                stored.hasQuantity() == came.hasQuantity()
                        && isSame(stored.getQuantity(), came.getQuantity())
                    ? null
                    : "";
            default -> stored.getField(field).equals(came.getField(field)) ? null : "";
          };
      if (name != null) {
        return name.isEmpty() ? field.getName() : UsageReader.named(field.getName(), name);
      }
    }
    return null;
  }

  private static boolean isSame(Decimal stored, Decimal came) {
    return CanonicalForm.normalised(stored.getValue())
        .equals(CanonicalForm.normalised(came.getValue()));
  }

  private static <T> @Nullable String first(
      Map<String, T> stored, Map<String, T> came, BiPredicate<T, T> isSame) {
    var names = new TreeSet<>(stored.keySet());
    names.addAll(came.keySet());
    for (var name : names) {
      var before = stored.get(name);
      var now = came.get(name);
      if (before == null || now == null || !isSame.test(before, Objects.requireNonNull(now))) {
        return name;
      }
    }
    return null;
  }
}
