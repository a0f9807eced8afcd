package reckoner.kit.formula;

import com.ezylang.evalex.BaseException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.config.FunctionDictionaryIfc;
import com.ezylang.evalex.config.MapBasedFunctionDictionary;
import com.ezylang.evalex.config.MapBasedOperatorDictionary;
import com.ezylang.evalex.config.OperatorDictionaryIfc;
import com.ezylang.evalex.data.DataAccessorIfc;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.functions.basic.AbsFunction;
import com.ezylang.evalex.functions.basic.CeilingFunction;
import com.ezylang.evalex.functions.basic.FloorFunction;
import com.ezylang.evalex.functions.basic.IfFunction;
import com.ezylang.evalex.functions.basic.MaxFunction;
import com.ezylang.evalex.functions.basic.MinFunction;
import com.ezylang.evalex.functions.basic.RoundFunction;
import com.ezylang.evalex.operators.arithmetic.InfixMinusOperator;
import com.ezylang.evalex.operators.arithmetic.InfixMultiplicationOperator;
import com.ezylang.evalex.operators.arithmetic.InfixPlusOperator;
import com.ezylang.evalex.operators.arithmetic.PrefixMinusOperator;
import com.ezylang.evalex.operators.booleans.InfixAndOperator;
import com.ezylang.evalex.operators.booleans.InfixEqualsOperator;
import com.ezylang.evalex.operators.booleans.InfixGreaterEqualsOperator;
import com.ezylang.evalex.operators.booleans.InfixGreaterOperator;
import com.ezylang.evalex.operators.booleans.InfixLessEqualsOperator;
import com.ezylang.evalex.operators.booleans.InfixLessOperator;
import com.ezylang.evalex.operators.booleans.InfixNotEqualsOperator;
import com.ezylang.evalex.operators.booleans.InfixOrOperator;
import com.ezylang.evalex.operators.booleans.PrefixNotOperator;
import com.ezylang.evalex.parser.ASTNode;
import com.ezylang.evalex.parser.ParseException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Decimals;
import reckoner.pricing.model.FormulaPrice.Formula;
import reckoner.pricing.model.PriceFault;

/**
 * A formula of decimals: {@code + - * / ^}, comparisons, {@code && || !}, IF, MIN, MAX, ABS, ROUND
 * (half up), CEILING and FLOOR over named quantities, whose names are case-sensitive. It is exact
 * but for a division that does not come out (RULES A4) and what it rounds itself.
 */
public final class DecimalFormula implements Formula {
  public static final int LENGTH_MAX = 1_000;

  private static final ExpressionConfiguration CONFIGURATION =
      ExpressionConfiguration.builder()
          .operatorDictionary(operators())
          .functionDictionary(functions())
          .mathContext(MathContext.UNLIMITED)
          .dataAccessorSupplier(Quantities::new)
          .defaultConstants(Map.of())
          .arraysAllowed(false)
          .structuresAllowed(false)
          .binaryAllowed(false)
          .implicitMultiplicationAllowed(false)
          .singleQuoteStringLiteralsAllowed(false)
          .stripTrailingZeros(false)
          .build();

  private final Expression parsed;
  private final FormulaCheck.Passed check;

  private DecimalFormula(Expression parsed, FormulaCheck.Passed check) {
    this.parsed = parsed;
    this.check = check;
  }

  /**
   * Reads a formula.
   *
   * @throws FormulaFault where it is none, or could become too large
   */
  public static DecimalFormula of(String text) {
    if (text.isBlank() || text.length() > LENGTH_MAX) {
      throw new FormulaFault("a formula has 1 to %d characters".formatted(LENGTH_MAX));
    }
    var expression = new Expression(text, CONFIGURATION);
    return new DecimalFormula(expression, FormulaCheck.check(parsed(expression)));
  }

  private static ASTNode parsed(Expression expression) {
    try {
      return expression.getAbstractSyntaxTree();
    } catch (NoSuchElementException misplaced) {
      // the library's parser pops an empty stack at some misplaced commas and operators
      throw new FormulaFault("at a comma, an operator or a bracket something is missing");
    } catch (ParseException unreadable) {
      throw new FormulaFault(
          "at character %d: %s".formatted(unreadable.getStartPosition(), unreadable.getMessage()));
    }
  }

  @Override
  public String text() {
    return parsed.getExpressionString();
  }

  /** The names of the quantities that it needs, sorted. */
  public Set<String> names() {
    return check.names();
  }

  /** How many digits its value can have at most, whatever the quantities are. */
  long digitsMax() {
    return check.digits();
  }

  @Override
  public BigDecimal evaluate(Map<String, BigDecimal> quantities) {
    for (var name : names()) {
      if (!quantities.containsKey(name)) {
        throw PriceFault.quantityMissing(name);
      }
    }
    try {
      // the library's expressions are not for several threads, their copies are cheap
      var own = parsed.copy();
      names().forEach(name -> own.with(name, quantities.get(name)));
      return Decimals.normalise(own.evaluate().getNumberValue());
    } catch (BaseException impossible) {
      throw PriceFault.formulaFailed(
          "%s has no value: %s".formatted(text(), impossible.getMessage()));
    }
  }

  private static OperatorDictionaryIfc operators() {
    var operators = new MapBasedOperatorDictionary();
    operators.addOperator("+", new InfixPlusOperator());
    operators.addOperator("-", new InfixMinusOperator());
    operators.addOperator("*", new InfixMultiplicationOperator());
    operators.addOperator("/", new Division());
    operators.addOperator("^", new Power());
    operators.addOperator("-", new PrefixMinusOperator());
    operators.addOperator("<", new InfixLessOperator());
    operators.addOperator("<=", new InfixLessEqualsOperator());
    operators.addOperator(">", new InfixGreaterOperator());
    operators.addOperator(">=", new InfixGreaterEqualsOperator());
    operators.addOperator("==", new InfixEqualsOperator());
    operators.addOperator("!=", new InfixNotEqualsOperator());
    operators.addOperator("&&", new InfixAndOperator());
    operators.addOperator("||", new InfixOrOperator());
    operators.addOperator("!", new PrefixNotOperator());
    return operators;
  }

  private static FunctionDictionaryIfc functions() {
    var functions = new MapBasedFunctionDictionary();
    functions.addFunction("ABS", new AbsFunction());
    functions.addFunction("CEILING", new CeilingFunction());
    functions.addFunction("FLOOR", new FloorFunction());
    functions.addFunction("IF", new IfFunction());
    functions.addFunction("MAX", new MaxFunction());
    functions.addFunction("MIN", new MinFunction());
    functions.addFunction("ROUND", new RoundFunction());
    return functions;
  }

  /** That of the library takes names of any case for the same. */
  private static final class Quantities implements DataAccessorIfc {
    private final Map<String, EvaluationValue> values = new HashMap<>();

    @Override
    public @Nullable EvaluationValue getData(String name) {
      return values.get(name);
    }

    @Override
    public void setData(String name, EvaluationValue value) {
      values.put(name, value);
    }
  }
}
