package reckoner.pricing.document;

import java.math.BigDecimal;
import java.util.Set;
import reckoner.pricing.Decimals;

/**
 * A prepaid amount that may pay lines; the order of credits is that of the document's list. It may
 * be finer than the minor unit: whole units are used, the rest is left.
 */
public sealed interface Credit {
  String id();

  /** What it may pay, 0 or more. */
  BigDecimal amount();

  boolean mayPay(String line);

  /** Pays any line. */
  record Total(String id, BigDecimal amount) implements Credit {
    public Total {
      amount = checked(id, amount);
    }

    @Override
    public boolean mayPay(String line) {
      return true;
    }
  }

  /**
   * Pays the named lines only; with one line, a part by value (RULES F3).
   *
   * @param lines keys, at least one
   */
  record ForLines(String id, BigDecimal amount, Set<String> lines) implements Credit {
    public ForLines {
      amount = checked(id, amount);
      lines = Set.copyOf(lines);
      if (lines.isEmpty()) {
        throw new IllegalArgumentException("a credit for lines names one: " + id);
      }
    }

    @Override
    public boolean mayPay(String line) {
      return lines.contains(line);
    }
  }

  private static BigDecimal checked(String id, BigDecimal amount) {
    if (amount.signum() < 0) {
      throw new IllegalArgumentException(
          "a credit is 0 or more: " + id + " " + Decimals.plain(amount));
    }
    return Decimals.normalise(amount);
  }
}
