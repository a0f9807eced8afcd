package reckoner.standalone.calc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.stream.Collectors;
import reckoner.kit.edge.RequestBounds;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.refusal.Refused;

/**
 * One request a line, one reply a line, in order. A line that cannot be answered gives an object
 * {@code error} with its reason, message and faults, and the stream goes on. Bounds are checked as
 * the service checks them.
 */
public final class Calc {
  /** Numbers keep the digits in which they were written. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();

  private final RequestBounds bounds = new RequestBounds();
  private final boolean explains;

  /**
   * @param explains whether replies are for a person: sentences instead of JSON
   */
  public Calc(boolean explains) {
    this.explains = explains;
  }

  /** Answers until the input ends; blank lines are passed over. */
  public void run(BufferedReader in, PrintStream out) throws IOException {
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      if (!line.isBlank()) {
        out.println(answer(line));
      }
    }
    out.flush();
  }

  String answer(String line) {
    try {
      return answer(JSON.readTree(line));
    } catch (Refused refused) {
      return error(refused.refusal());
    } catch (JsonProcessingException | InvalidProtocolBufferException unreadable) {
      return error(invalid(firstLine(unreadable)).refusal());
    } catch (RuntimeException bug) {
      return error(Refusal.of(KitReason.UNEXPECTED, "something failed that should not: " + bug));
    }
  }

  private String answer(JsonNode asked)
      throws JsonProcessingException, InvalidProtocolBufferException {
    var name = asked.path("method").asText();
    var method =
        CalcMethod.named(name)
            .orElseThrow(
                () -> invalid("\"method\" is \"%s\"; it is one of %s".formatted(name, names())));
    if (!asked.path("request").isObject()) {
      throw invalid("\"request\" is an object");
    }
    var request = method.request(JSON.writeValueAsString(asked.path("request")));
    bounds.check(request);
    var reply = method.reply(request);
    return explains
        ? String.join(System.lineSeparator(), method.inWords(reply))
        : "{\"reply\":" + PRINTER.print(reply) + "}";
  }

  private static Refused invalid(String message) {
    return Refusal.of(KitReason.REQUEST_INVALID, message).asException();
  }

  private String error(Refusal refusal) {
    if (explains) {
      return refusal.reason() + ": " + refusal.message();
    }
    var faults = JSON.createArrayNode();
    for (var fault : refusal.faults()) {
      faults.addObject().put("field", fault.field()).put("message", fault.message());
    }
    var error = JSON.createObjectNode();
    error
        .putObject("error")
        .put("reason", refusal.reason().toString())
        .put("message", refusal.message())
        .set("faults", faults);
    return error.toString();
  }

  private static String firstLine(Exception failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  private static String names() {
    return Arrays.stream(CalcMethod.values())
        .map(CalcMethod::label)
        .collect(Collectors.joining(", "));
  }
}
