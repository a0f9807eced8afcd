package reckoner.standalone.calc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that were right until chance changed them. */
class CalcFuzzTest {
  private static final int LINES = 1_000;
  private static final int CHANGES_MAX = 3;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** With what the samples of the methods lack. */
  private static final List<String> RICH =
      List.of(
          """
          {"method": "PriceUsage", "request": {"terms": {"conversion": {"factor": {"amount": "1", \
          "per": 60}, "rounding": "UP", "digits": 2, "place": "EACH_EVENT"}, \
          "price": {"by_time": {"zone": "Europe/Berlin", "windows": [{"days": \
          ["MONDAY"], "start": {"hours": 8}, "end": {"hours": 24}, "price": {"percentage": \
          {"share": {"amount": "2.9", "per": 100}, "fixed": "0.3", "minimum": "0.5", "maximum": \
          "9", "free_count": 1}}}], "otherwise": {"by_dimension": {"dimensions": ["kind"], \
          "cells": [{"values": {"kind": "a"}, "price": {"grouped": {"each_day": "UTC", "price": \
          {"volume": {"tiers": [{"up_to": "5", "flat": "1"}, {"from": "5", "rate": {"amount": \
          "2"}}], "edge": "UPPER_EXCLUSIVE", "zero": "FIRST_FLAT", "packaging": {"size": "10", \
          "minimum": 1}}}}}}, {"price": {"flat": {"amount": "1"}}}]}}}}}, "usage": [{"quantity": \
          "150", "time": "2026-03-02T07:00:00Z"}, {"quantity": "9", "dimensions": {"kind": "a"}, \
          "quantities": {"input": "7"}}], "currency": "EUR", "rounding": "HALF_EVEN", "billed": \
          "-1.5"}}\
          """,
          """
          {"method": "PriceUsage", "request": {"terms": {"price": {"risk_adjusted": {"price": \
          {"per_unit": {"rate": {"amount": "1"}}}, "tables": [{"by_value": {"dimension": \
          "review", "multipliers": {"expert": "2.5"}}}, {"by_band": {"quantity": "cost", "bands": \
          [{"up_to": "0.9", "multiplier": "1.2"}, {"multiplier": "1"}]}}]}}}, "usage": \
          [{"quantity": "1", "dimensions": {"review": "expert"}, "quantities": {"cost": "0.5"}}], \
          "currency": "USD"}}\
          """,
          """
          {"method": "PriceUsage", "request": {"terms": {"price": {"cost_plus": {"cost": "cost", \
          "multiplier": "1.2", "floor": {"amount": "1"}, "cap": {"amount": "9"}}}}, "usage": \
          [{"quantity": "1", "quantities": {"cost": "0.5"}}], "currency": "USD"}}\
          """,
          """
          {"method": "PriceUsage", "request": {"terms": {"allowance": "3", "remainder": \
          "AFTER_ALLOWANCE", "price": {"capacity": {"units": "5", "fee": "20", "overage": \
          {"stair_step": {"tiers": [{"up_to": "10", "flat": "5"}, {"flat": "20"}]}}}}}, "usage": \
          [{"quantity": "11"}], "currency": "KWD"}}\
          """,
          """
          {"method": "PreviewPeriods", "request": {"start": "2026-03-10", "end": "2026-06-01", \
          "cadence": {"count": 3, "unit": "MONTH"}, "month_day": "01-31", "zone": \
          "Pacific/Apia", "basis": "STRICT_30_360"}}\
          """,
          """
          {"method": "Prorate", "request": {"amount": "-100", "whole_start": "2011-12-01", \
          "whole_end": "2012-01-01", "start": "2011-12-30", "end": "2011-12-31", "zone": \
          "Pacific/Apia", "currency": "JPY", "basis": "MONTH_OF_30_DAYS", "rounding": \
          "HALF_EVEN"}}\
          """);

  private static final List<String> TEXTS =
      List.of(
          "",
          "-1",
          "0",
          "1e999999999",
          "9".repeat(60),
          "0.0000000000000000001",
          "NaN",
          "\0",
          "💥",
          "Nowhere",
          "Pacific/Apia",
          "+18:00",
          "0000-01-01",
          "0001-01-01",
          "9999-12-31",
          "02-29",
          "10000-01-01",
          "2026-02-30",
          "2011-12-30",
          "0001-01-01T00:00:00Z",
          "DAY",
          "MONDAY",
          "HALF_DOWN",
          "NO_PRORATION",
          "USD",
          "XXX",
          "KWD");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyLineIsAnsweredOrRefusedByNameAndTheStreamGoesOn(long seed) throws Exception {
    System.out.println("CalcFuzzTest with seed " + seed);
    var random = new Random(seed);
    var sane =
        Stream.concat(Arrays.stream(CalcMethod.values()).map(CalcMethod::sampleLine), RICH.stream())
            .toList();
    var lines = new ArrayList<>(sane);
    for (int i = 0; i < LINES; i++) {
      lines.add(changed(sane.get(random.nextInt(sane.size())), random));
    }
    lines.addAll(sane);
    var answers = run(lines);
    assertEquals(lines.size(), answers.size(), "seed " + seed);
    var wrong = new ArrayList<String>();
    for (int i = 0; i < lines.size(); i++) {
      var answer = JSON.readTree(answers.get(i));
      var reason = answer.at("/error/reason").asText();
      boolean mustReply = i < sane.size() || i >= lines.size() - sane.size();
      boolean isNamed = !reason.isEmpty() && !reason.equals("UNEXPECTED") && !mustReply;
      if (answer.has("reply") == isNamed) { // neither or both
        wrong.add(lines.get(i) + "\n  " + answer);
      }
    }
    assertEquals(List.of(), wrong, "seed " + seed);
  }

  private static String changed(String line, Random random) throws Exception {
    if (random.nextInt(10) == 0) {
      return scratched(line, random);
    }
    var tree = JSON.readTree(line);
    for (int i = random.nextInt(CHANGES_MAX); i >= 0; i--) {
      change((ObjectNode) tree, tree.path("request"), random);
    }
    return tree.toString();
  }

  /** A character is lost, doubled or another. */
  private static String scratched(String line, Random random) {
    int at = random.nextInt(line.length());
    var instead = List.of("", "{", "\"", "0", "-", line.substring(at, at + 1).repeat(2));
    return line.substring(0, at) + instead.get(random.nextInt(6)) + line.substring(at + 1);
  }

  /** Goes down by chance, and changes what it stops at. */
  private static void change(ObjectNode parent, JsonNode node, Random random) {
    switch (node) {
      case ObjectNode object when !object.isEmpty() -> {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        var name = names.get(random.nextInt(names.size()));
        var child = object.get(name);
        if (child.isContainerNode() && random.nextInt(8) > 0) {
          change(object, child, random);
        } else if (random.nextInt(5) == 0) {
          object.remove(name);
        } else {
          object.set(name, other(child, random));
        }
      }
      case ArrayNode array when !array.isEmpty() -> {
        int at = random.nextInt(array.size());
        switch (random.nextInt(6)) {
          case 0 -> array.remove(at);
          case 1 -> array.insert(random.nextInt(array.size()), array.get(at).deepCopy());
          default -> {
            if (array.get(at).isContainerNode()) {
              change(parent, array.get(at), random);
            } else {
              array.set(at, other(array.get(at), random));
            }
          }
        }
      }
      default -> parent.put("unknown", 1);
    }
  }

  private static JsonNode other(JsonNode before, Random random) {
    var make = JsonNodeFactory.instance;
    return switch (random.nextInt(8)) {
      case 0 -> make.numberNode(random.nextInt(-3, 40));
      case 1 -> make.numberNode(random.nextLong());
      case 2 -> make.numberNode(new BigDecimal("1e" + random.nextInt(-40, 40)));
      case 3 -> make.nullNode();
      case 4 -> make.arrayNode().add(before.deepCopy());
      case 5 -> make.objectNode();
      default -> make.textNode(TEXTS.get(random.nextInt(TEXTS.size())));
    };
  }

  private static List<String> run(List<String> lines) throws Exception {
    var out = new ByteArrayOutputStream();
    try (var printed = new PrintStream(out, false, StandardCharsets.UTF_8)) {
      new Calc(false).run(new BufferedReader(new StringReader(String.join("\n", lines))), printed);
    }
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
