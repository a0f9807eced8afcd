package reckoner.rating.cel;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reckoner.kit.condition.Conditions;
import reckoner.rating.Condition;
import reckoner.rating.UsageEvent;

/**
 * Conditions that only compare the event's type and dimensions with texts, joined by {@code &&} and
 * {@code ||}: most meters have no others, and a profile of ingest showed the library's evaluation
 * of them. Their meaning is that of CEL; a test holds both together.
 */
final class Equality {
  private static final int OPERANDS = 2;

  private Equality() {}

  /** Whether a part of a condition holds; null where the event lacks what is asked for. */
  private interface Part {
    @Nullable Boolean of(UsageEvent event);
  }

  /** The condition, where it is of this kind. */
  static Optional<Condition> of(CelExpr expression) {
    var part = part(expression);
    return part == null
        ? Optional.empty()
        : Optional.of(event -> Boolean.TRUE.equals(part.of(event)));
  }

  private static @Nullable Part part(CelExpr expression) {
    if (expression.exprKind().getKind() != CelExpr.ExprKind.Kind.CALL) {
      return null;
    }
    var call = expression.call();
    if (call.target().isPresent() || call.args().size() != OPERANDS) {
      return null;
    }
    return switch (call.function()) {
      case "_==_" -> comparison(call.args(), true);
      case "_!=_" -> comparison(call.args(), false);
      case "_&&_" -> joined(call.args(), false);
      case "_||_" -> joined(call.args(), true);
      default -> null;
    };
  }

  private static @Nullable Part comparison(List<CelExpr> operands, boolean equal) {
    var one = value(operands.get(0));
    var other = value(operands.get(1));
    if (one == null || other == null) {
      return null;
    }
    return event -> {
      var left = one.apply(event);
      var right = other.apply(event);
      return (left == null || right == null) ? null : (Boolean) (left.equals(right) == equal);
    };
  }

  /** In CEL an error on one side counts only where the other side does not decide. */
  private static @Nullable Part joined(List<CelExpr> operands, boolean deciding) {
    var parts = new ArrayList<Part>();
    for (var operand : operands) {
      var part = part(operand);
      if (part == null) {
        return null;
      }
      parts.add(part);
    }
    var one = parts.get(0);
    var other = parts.get(1);
    return event -> {
      var left = one.of(event);
      if (left != null && left == deciding) {
        return left;
      }
      var right = other.of(event);
      if (right != null && right == deciding) {
        return right;
      }
      return (left == null || right == null) ? null : (Boolean) !deciding;
    };
  }

  private static @Nullable Function<UsageEvent, @Nullable String> value(CelExpr expression) {
    return switch (expression.exprKind().getKind()) {
      case CONSTANT -> constant(expression);
      case IDENT ->
          expression.ident().name().equals(Conditions.EVENT_TYPE) ? UsageEvent::eventType : null;
      case SELECT -> dimension(expression);
      case CALL, LIST, STRUCT, MAP, COMPREHENSION, NOT_SET -> null;
    };
  }

  private static @Nullable Function<UsageEvent, @Nullable String> constant(CelExpr expression) {
    if (expression.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
      return null;
    }
    var text = expression.constant().stringValue();
    return _ -> text;
  }

  private static @Nullable Function<UsageEvent, @Nullable String> dimension(CelExpr expression) {
    var select = expression.select();
    var of = select.operand();
    if (select.testOnly()
        || of.exprKind().getKind() != CelExpr.ExprKind.Kind.IDENT
        || !of.ident().name().equals(Conditions.DIMENSIONS)) {
      return null;
    }
    var name = select.field();
    return event -> CelCondition.dimension(event, name);
  }
}
