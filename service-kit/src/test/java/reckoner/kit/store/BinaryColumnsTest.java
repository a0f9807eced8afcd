package reckoner.kit.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reckoner.kit.testing.Seed;
import reckoner.kit.testing.TestService;

/** Numbers that are bound in binary form are what the database makes of their digits. */
class BinaryColumnsTest {
  private static final int NUMBERS = 5_000;
  private static final TestService SERVICE =
      TestService.start("none", Map.of("micronaut.application.name", "columns-test"));

  private final Transactions transactions = SERVICE.context().getBean(Transactions.class);
  private final long seed = Seed.of(BinaryColumnsTest.class);
  private final Random random = new Random(seed);

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  private BigDecimal number() {
    var digits = new BigInteger(1 + random.nextInt(random.nextBoolean() ? 50 : 150), random);
    var zeros = BigInteger.TEN.pow(random.nextInt(9));
    var unscaled = random.nextBoolean() ? digits : digits.multiply(zeros);
    return new BigDecimal(
        random.nextBoolean() ? unscaled : unscaled.negate(), random.nextInt(24) - 4);
  }

  private List<BigDecimal> numbers() {
    var numbers =
        new ArrayList<>(
            List.of(
                BigDecimal.ZERO,
                new BigDecimal("0.000"),
                new BigDecimal("9999"),
                new BigDecimal("10000"),
                new BigDecimal("100000000"),
                new BigDecimal("-0.0001"),
                new BigDecimal("0.00001"),
                new BigDecimal("999999999999999"),
                new BigDecimal("-99999.9999999999"),
                new BigDecimal("1000000000000000"),
                new BigDecimal("1E+7")));
    while (numbers.size() < NUMBERS) {
      numbers.add(number());
    }
    return numbers;
  }

  @Test
  void numbersAreWhatTheyWere() {
    var numbers = numbers();
    transactions.jdbc(connection -> {
      try (var find =
          connection.prepareStatement(
              """
              select n.ordinal, n.bound::text, n.said::numeric::text
              from unnest(?::numeric[], ?::text[]) with ordinality as n(bound, said, ordinal)
              order by n.ordinal
              """)) {
        new BinaryColumns<>(connection, find, 1, numbers)
            .numeric(number -> number)
            .text(BigDecimal::toPlainString);
        var rows = find.executeQuery();
        int found = 0;
        while (rows.next()) {
          assertEquals(rows.getString(3), rows.getString(2), "seed " + seed);
          found++;
        }
        assertEquals(numbers.size(), found);
        return found;
      }
    });
  }
}
