package reckoner.kit.formula;

import com.ezylang.evalex.EvaluationException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.operators.AbstractOperator;
import com.ezylang.evalex.operators.InfixOperator;
import com.ezylang.evalex.operators.OperatorIfc;
import com.ezylang.evalex.parser.Token;
import reckoner.pricing.Decimals;

/** The kernel's division, since that of the library rounds elsewhere (RULES A4). */
@InfixOperator(precedence = OperatorIfc.OPERATOR_PRECEDENCE_MULTIPLICATIVE)
final class Division extends AbstractOperator {
  @Override
  public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... operands)
      throws EvaluationException {
    var divisor = operands[1].getNumberValue();
    if (divisor.signum() == 0) {
      throw new EvaluationException(token, "a division by zero");
    }
    return EvaluationValue.numberValue(Decimals.divide(operands[0].getNumberValue(), divisor));
  }
}
