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
import reckoner.kit.refusal.Refusal;
import reckoner.kit.refusal.Refused;

/**
 * One request a line, one reply a line, in order. A line that cannot be answered gives an object
 * {@code error} with its reason, message and faults, and the stream goes on.
 */
public final class Calc {
  /** Numbers keep the digits in which they were written. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();

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
      var asked = JSON.readTree(line);
      var name = asked.path("method").asText();
      var method =
          CalcMethod.named(name)
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "\"method\" is \"%s\"; it is one of %s".formatted(name, names())));
      if (!asked.path("request").isObject()) {
        throw new IllegalArgumentException("\"request\" is an object");
      }
      var reply = method.reply(JSON.writeValueAsString(asked.path("request")));
      return explains
          ? String.join(System.lineSeparator(), method.inWords(reply))
          : "{\"reply\":" + PRINTER.print(reply) + "}";
    } catch (Refused refused) {
      return error(refused.refusal());
    } catch (JsonProcessingException
        | InvalidProtocolBufferException
        | IllegalArgumentException unreadable) {
      return error("REQUEST_INVALID", firstLine(unreadable), JSON.createArrayNode());
    }
  }

  private String error(Refusal refusal) {
    var faults = JSON.createArrayNode();
    for (var fault : refusal.faults()) {
      faults.addObject().put("field", fault.field()).put("message", fault.message());
    }
    return error(refusal.reason().toString(), refusal.message(), faults);
  }

  private String error(String reason, String message, JsonNode faults) {
    if (explains) {
      return reason + ": " + message;
    }
    var error = JSON.createObjectNode();
    error.putObject("error").put("reason", reason).put("message", message).set("faults", faults);
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
