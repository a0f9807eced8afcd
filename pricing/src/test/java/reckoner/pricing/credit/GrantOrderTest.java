package reckoner.pricing.credit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.pricing.Rate;

class GrantOrderTest {
  private static final String BY_TYPE =
      "TYPE PRIORITY LOWEST_COST_BASIS FEWEST_PRODUCTS FEWEST_DIMENSIONS SOONEST_EXPIRY"
          + " EARLIEST_START";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // the fixture of 2.6
        BY_TYPE
            + " | F 1 priority=100, E 1 priority=100 region=eu expiry=2026-10-01, D 1 priority=100"
            + " region=eu expiry=2026-09-01, C 1 priority=100 product=storage, B 1 priority=100"
            + " cost=0, A 1 priority=50 | A B C D E F",
        BY_TYPE
            + " | A 1 type=POSTPAID priority=1, B 1 type=PREPAID priority=2, C 1"
            + " type=PREPAID_ROLLOVER priority=3, D 1 type=POSTPAID_ROLLOVER priority=4, E 1"
            + " type=LAST_ROLLOVER priority=0 | D C B A E",
        "FEWEST_PRODUCTS SOONEST_EXPIRY LOWEST_COST_BASIS OLDEST | A 1 cost=0.2, B 1 cost=0.1,"
            + " C 1 expiry=2026-09-01, D 1 product=x product=y, E 1 product=x | E D C B A",
        "PRIORITY SOONEST_EXPIRY PROMOTIONAL_FIRST EARLIEST_START OLDEST | A 1 from=2026-03-01,"
            + " B 1 from=2026-02-01, C 1 promo, D 1 expiry=2026-09-01, E 1 priority=-1 | E D C B A",
        "FEWEST_DIMENSIONS | A 1, B 1 region=eu tier=gold, C 1 region=eu | C B A",
        "LATEST_START | A 1 from=2026-02-01, B 1 from=2026-03-01, C 1 from=2026-02-01 | B A C",
        "PRIORITY SOONEST_EXPIRY PROMOTIONAL_FIRST OLDEST ID | Z 1, A 1 | Z A",
        "ID | Z 1, A 1 | A Z",
      })
  void theFirstComparatorThatDiffersWins(String order, String grants, String sorted) {
    var shuffled = new ArrayList<>(Grants.of(grants));
    Collections.shuffle(shuffled, new Random(7));
    shuffled.sort(GrantOrder.composed(Grants.order(order)));
    assertEquals(sorted, ids(shuffled));
  }

  @Test
  void costBasesOfDifferentUnitsAreComparedExactly() {
    var grants =
        List.of(perUnits("A", "1", 3), perUnits("B", "0.3333333333333333333333333333333333", 1));
    assertEquals(
        "B A",
        ids(
            grants.stream()
                .sorted(GrantOrder.composed(List.of(GrantOrder.LOWEST_COST_BASIS)))
                .toList()));
  }

  private static Grant perUnits(String id, String amount, long per) {
    var grant = Grants.of(id + " 1").getFirst();
    return new Grant(
        id,
        grant.priority(),
        grant.type(),
        grant.kind(),
        new Rate(new BigDecimal(amount), per),
        grant.created(),
        grant.effective(),
        grant.expiry(),
        grant.eligibility(),
        grant.original(),
        grant.remaining());
  }

  private static String ids(List<Grant> grants) {
    return grants.stream().map(Grant::id).collect(Collectors.joining(" "));
  }
}
