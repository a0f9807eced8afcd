package reckoner.kit.formula;

import com.ezylang.evalex.Expression;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.operators.AbstractOperator;
import com.ezylang.evalex.operators.InfixOperator;
import com.ezylang.evalex.operators.OperatorIfc;
import com.ezylang.evalex.parser.Token;

/**
 * Exact powers. That of the library takes any exponent and rounds; here the exponent is a number of
 * the formula's text, which {@link FormulaCheck} has bounded.
 */
@InfixOperator(precedence = OperatorIfc.OPERATOR_PRECEDENCE_POWER, leftAssociative = false)
final class Power extends AbstractOperator {
  @Override
  public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... operands) {
    int exponent = operands[1].getNumberValue().intValueExact();
    return EvaluationValue.numberValue(operands[0].getNumberValue().pow(exponent));
  }
}
