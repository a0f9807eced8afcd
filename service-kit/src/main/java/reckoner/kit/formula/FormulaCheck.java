package reckoner.kit.formula;

import com.ezylang.evalex.parser.ASTNode;
import com.ezylang.evalex.parser.Token;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import reckoner.pricing.DecimalFault;
import reckoner.pricing.Decimals;

/**
 * Reads a parsed formula before it may be published: what it is made of, whether its parts fit, how
 * deep it is, and how many digits its parts can have at most, whatever the quantities are. So a
 * formula that passed is computed in about a millisecond, and can only fail where it divides by
 * zero or a quantity is missing.
 */
final class FormulaCheck {
  static final int DEPTH_MAX = 32;
  static final int EXPONENT_MAX = 100;
  static final int DIGITS_MAX = 10_000;

  /** A part of n digits takes up to n² steps; all together as many as one of the most digits. */
  static final long WORK_MAX = (long) DIGITS_MAX * DIGITS_MAX;

  static final int ROUNDED_DIGITS_MAX = 18;

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,199}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)?");
  private static final int DIVISION_DIGITS = 34;

  /**
   * A quantity of an event, which a factor may have converted, or one that a meter measured: its
   * digits, those of the factor, and those of a division.
   */
  private static final Value QUANTITY =
      new Value(true, 2 * Decimals.QUANTITY_DIGITS_MAX, 3 * Decimals.QUANTITY_DIGITS_MAX);

  private static final Value CONDITION = new Value(false, 0, 0);

  /** What a part of a formula can be at most: its digits before and after the point. */
  private record Value(boolean isNumber, long integerDigits, long fractionDigits) {
    long digits() {
      return integerDigits + fractionDigits;
    }
  }

  private final Set<String> names = new TreeSet<>();
  private long work = 0;

  private FormulaCheck() {}

  /**
   * A formula that passed.
   *
   * @param names of the quantities that it needs
   * @param digits that its value can have at most
   */
  record Passed(Set<String> names, long digits) {}

  static Passed check(ASTNode formula) {
    var check = new FormulaCheck();
    var value = check.value(formula, 1);
    if (!value.isNumber()) {
      throw new FormulaFault("a formula gives a number, and this one a condition");
    }
    return new Passed(check.names, value.digits());
  }

  private Value value(ASTNode node, int depth) {
    if (depth > DEPTH_MAX) {
      throw new FormulaFault("a formula is nested at most %d deep".formatted(DEPTH_MAX));
    }
    var token = node.getToken();
    var value =
        switch (token.getType()) {
          case NUMBER_LITERAL -> literal(token);
          case VARIABLE_OR_CONSTANT -> quantity(token);
          case PREFIX_OPERATOR -> prefix(token, parts(node, depth));
          case INFIX_OPERATOR -> infix(token, node, parts(node, depth));
          case FUNCTION -> function(token, node, parts(node, depth));
          default -> throw fault(token, "has no place in a formula");
        };
    if (value.digits() > DIGITS_MAX) {
      throw fault(token, "can have more than %d digits".formatted(DIGITS_MAX));
    }
    work += value.digits() * value.digits();
    if (work > WORK_MAX) {
      throw fault(
          token,
          "is one part too many: the squares of the digits that parts can have sum to more than %d²"
              .formatted(DIGITS_MAX));
    }
    return value;
  }

  private List<Value> parts(ASTNode node, int depth) {
    return node.getParameters().stream().map(part -> value(part, depth + 1)).toList();
  }

  private static Value literal(Token token) {
    if (!NUMBER.matcher(token.getValue()).matches()) {
      throw fault(token, "is no decimal number such as 0.25");
    }
    try {
      var number = Decimals.amount(token.getValue());
      return new Value(
          true, Math.max(1, number.precision() - number.scale()), Math.max(0, number.scale()));
    } catch (DecimalFault bounded) {
      throw fault(token, String.valueOf(bounded.getMessage()));
    }
  }

  private Value quantity(Token token) {
    if (!NAME.matcher(token.getValue()).matches()) {
      throw fault(token, "is no name: letters, digits and '_', not beginning with a digit");
    }
    names.add(token.getValue());
    return QUANTITY;
  }

  private static Value prefix(Token token, List<Value> parts) {
    return switch (token.getValue()) {
      case "!" -> condition(token, parts);
      default -> number(token, parts).getFirst();
    };
  }

  private static Value infix(Token token, ASTNode node, List<Value> parts) {
    return switch (token.getValue()) {
      case "&&", "||" -> condition(token, parts);
      case "<", "<=", ">", ">=", "==", "!=" -> {
        number(token, parts);
        yield CONDITION;
      }
      case "*" -> {
        var factors = number(token, parts);
        yield times(factors.getFirst(), factors.getLast());
      }
      case "/" -> {
        var of = number(token, parts);
        yield quotient(of.getFirst(), of.getLast());
      }
      case "^" -> power(token, number(token, parts).getFirst(), node.getParameters().getLast());
      default -> sum(number(token, parts));
    };
  }

  private static Value function(Token token, ASTNode node, List<Value> parts) {
    return switch (token.getValue().toUpperCase(Locale.ROOT)) {
      case "IF" -> {
        condition(token, parts.subList(0, 1));
        yield widest(number(token, parts.subList(1, 3)));
      }
      case "CEILING", "FLOOR" -> {
        var of = number(token, parts).getFirst();
        yield new Value(true, of.integerDigits() + 1, 0);
      }
      case "ROUND" -> {
        var of = number(token, parts).getFirst();
        int digits = whole(node.getParameters().getLast(), ROUNDED_DIGITS_MAX, token);
        yield new Value(true, of.integerDigits() + 1, digits);
      }
      default -> widest(number(token, parts));
    };
  }

  private static Value sum(List<Value> parts) {
    var widest = widest(parts);
    return new Value(true, widest.integerDigits() + 1, widest.fractionDigits());
  }

  private static Value widest(List<Value> parts) {
    return new Value(
        true,
        parts.stream().mapToLong(Value::integerDigits).max().orElseThrow(),
        parts.stream().mapToLong(Value::fractionDigits).max().orElseThrow());
  }

  private static Value times(Value left, Value right) {
    return new Value(
        true,
        left.integerDigits() + right.integerDigits(),
        left.fractionDigits() + right.fractionDigits());
  }

  /**
   * A quotient that comes out has all its digits, to which a divisor of n digits adds at most 10 n
   * ÷ 3; one that does not has so many from its first on, which a large divisor moves to the right.
   */
  private static Value quotient(Value left, Value right) {
    long added = Math.max(right.digits() * 10 / 3, right.integerDigits() + DIVISION_DIGITS);
    return new Value(
        true, left.integerDigits() + right.fractionDigits(), left.fractionDigits() + added);
  }

  private static Value power(Token token, Value base, ASTNode exponent) {
    int times = whole(exponent, EXPONENT_MAX, token);
    return new Value(
        true, Math.max(1, base.integerDigits() * times), base.fractionDigits() * times);
  }

  /** A whole number that stands in the text. */
  private static int whole(ASTNode node, int max, Token of) {
    var text = node.getToken().getValue();
    boolean isWhole = text.length() <= 4 && text.chars().allMatch(Character::isDigit);
    if (node.getToken().getType() != Token.TokenType.NUMBER_LITERAL
        || !isWhole
        || Integer.parseInt(text) > max) {
      throw fault(of, "needs a whole number of 0 to %d after it, as text".formatted(max));
    }
    return Integer.parseInt(text);
  }

  private static List<Value> number(Token token, List<Value> parts) {
    if (!parts.stream().allMatch(Value::isNumber)) {
      throw fault(token, "needs numbers, and has a condition");
    }
    return parts;
  }

  private static Value condition(Token token, List<Value> parts) {
    if (parts.stream().anyMatch(Value::isNumber)) {
      throw fault(token, "needs a condition, and has a number");
    }
    return CONDITION;
  }

  private static FormulaFault fault(Token token, String message) {
    return new FormulaFault(
        "\"%s\" at character %d %s".formatted(token.getValue(), token.getStartPosition(), message));
  }
}
