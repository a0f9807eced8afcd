package reckoner.invoicing;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import reckoner.pricing.Decimals;

/**
 * Writes JSON with one spelling for each value: fields in the order they are given, no white space,
 * only quotation marks, backslashes and control characters escaped, decimals as strings of
 * normalised plain digits.
 */
public final class JsonText {
  private static final int FIRST_UNESCAPED = 0x20;

  private final StringBuilder out = new StringBuilder();

  private JsonText() {}

  public static String object(Consumer<JsonText> fields) {
    var json = new JsonText();
    json.braces(fields);
    return json.out.toString();
  }

  public JsonText text(String name, String value) {
    name(name);
    quote(value);
    return this;
  }

  public JsonText decimal(String name, BigDecimal value) {
    return text(name, Decimals.plain(value));
  }

  public JsonText integer(String name, long value) {
    name(name);
    out.append(value);
    return this;
  }

  public JsonText object(String name, Consumer<JsonText> fields) {
    name(name);
    braces(fields);
    return this;
  }

  public JsonText texts(String name, List<String> values) {
    name(name);
    out.append('[');
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      quote(values.get(i));
    }
    out.append(']');
    return this;
  }

  public <T> JsonText objects(String name, List<T> values, BiConsumer<JsonText, T> fields) {
    name(name);
    out.append('[');
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      var value = values.get(i);
      braces(json -> fields.accept(json, value));
    }
    out.append(']');
    return this;
  }

  /** Takes JSON text that is written already. */
  public JsonText raw(String name, String json) {
    name(name);
    out.append(json);
    return this;
  }

  private void braces(Consumer<JsonText> fields) {
    out.append('{');
    fields.accept(this);
    out.append('}');
  }

  private void name(String name) {
    if (out.charAt(out.length() - 1) != '{') {
      out.append(',');
    }
    quote(name);
    out.append(':');
  }

  private void quote(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < FIRST_UNESCAPED) {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
