package reckoner.kit.net;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How every client of ours calls: when it sends again, how large messages may be. It is published
 * beside the contracts, so that clients in other languages call the same way.
 */
final class ServiceConfig {
  /** In the jar of the contracts. */
  static final String RESOURCE = "reckoner/service_config.json";

  private ServiceConfig() {}

  /** The published config in the form that a gRPC channel takes. */
  static Map<String, ?> published() {
    var config = Struct.newBuilder();
    try (var bytes = ServiceConfig.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      if (bytes == null) {
        throw new IllegalStateException("the jar of the contracts lacks " + RESOURCE);
      }
      JsonFormat.parser().merge(new InputStreamReader(bytes, StandardCharsets.UTF_8), config);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return fields(config.build());
  }

  private static Map<String, Object> fields(Struct struct) {
    var fields = new LinkedHashMap<String, Object>();
    struct.getFieldsMap().forEach((name, value) -> fields.put(name, plain(value)));
    return fields;
  }

  private static Object plain(Value value) {
    return switch (value.getKindCase()) {
      case STRUCT_VALUE -> fields(value.getStructValue());
      case LIST_VALUE ->
          value.getListValue().getValuesList().stream().map(ServiceConfig::plain).toList();
      case STRING_VALUE -> value.getStringValue();
      case NUMBER_VALUE -> value.getNumberValue();
      case BOOL_VALUE -> value.getBoolValue();
      case NULL_VALUE, KIND_NOT_SET -> throw new IllegalStateException(RESOURCE + " holds a null");
    };
  }
}
