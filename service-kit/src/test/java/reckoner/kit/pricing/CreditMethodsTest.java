package reckoner.kit.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reckoner.proto.pricing.v1.CreditEntry;
import reckoner.proto.pricing.v1.DrawDownRequest;
import reckoner.proto.pricing.v1.DrawDownResponse;
import reckoner.proto.pricing.v1.Grant;
import reckoner.proto.pricing.v1.GrantOrder;
import reckoner.proto.pricing.v1.RenewGrantsRequest;
import reckoner.proto.pricing.v1.RenewGrantsResponse;

/** Grants as people write them; the arithmetic itself is the kernel's and tested there. */
class CreditMethodsTest {
  private static final String CHARGE = "{id: c, event_time: `2026-07-01T00:00:00Z`, amount: `%s`}";

  @Test
  void aGrantComesBackAsItWasWithWhatIsLeft() {
    var grant =
        Ask.into(
                Grant.newBuilder(),
                """
                {id: g, priority: -2, type: LAST_ROLLOVER, kind: PROMOTIONAL, cost_basis: {amount:
                 `10`, per: 100000}, created: 7, start_time: `2026-01-01T00:00:00Z`, expiry_time:
                 `2027-01-01T00:00:00Z`, products: [api, storage], dimensions: {region: eu}, amount:
                 `100.001`, remaining: `80`}
                """)
            .build();
    var drawn = PricingMethods.drawDown(DrawDownRequest.newBuilder().addGrants(grant).build());
    assertEquals(List.of(grant), drawn.getGrantsList());
  }

  @ParameterizedTest
  @EnumSource(Grant.Type.class)
  void everyTypeOfGrantIsKnown(Grant.Type type) {
    if (type == Grant.Type.UNRECOGNIZED) {
      return;
    }
    var grant = Grant.newBuilder().setId("g").setAmount("1").setType(type).build();
    var back = PricingMethods.drawDown(DrawDownRequest.newBuilder().addGrants(grant).build());
    assertEquals(
        type == Grant.Type.TYPE_UNSPECIFIED ? Grant.Type.PREPAID : type,
        back.getGrants(0).getType());
  }

  /** Of two grants that differ in what the comparator looks at, the better one pays. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "PRIORITY; priority: 2; priority: 1",
        "SOONEST_EXPIRY; priority: 1; expiry_time: `2027-01-01T00:00:00Z`",
        "PROMOTIONAL_FIRST; kind: PAID; kind: PROMOTIONAL",
        "OLDEST; created: 2; created: 1",
        "TYPE; type: POSTPAID; type: POSTPAID_ROLLOVER",
        "LOWEST_COST_BASIS; cost_basis: {amount: 1}; cost_basis: {amount: 1, per: 2}",
        "FEWEST_PRODUCTS; priority: 1; products: [api]",
        "FEWEST_DIMENSIONS; priority: 1; dimensions: {region: eu}",
        "EARLIEST_START; priority: 1; start_time: `0001-01-01T00:00:00Z`",
        "LATEST_START; start_time: `2025-01-01T00:00:00Z`; start_time: `2026-01-01T00:00:00Z`",
        "ID; priority: 1; priority: 1",
      })
  void everyComparatorDecides(GrantOrder order, String worse, String better) {
    // the start that is not said is earlier than any that is
    boolean isReversed = order == GrantOrder.EARLIEST_START;
    var drawn =
        draw(
            """
            {grants: [{id: b, amount: 1, %s}, {id: a, amount: 1, %s}], order: [%s], charges: [{id:
             c, product: api, dimensions: {region: eu}, event_time: `2026-07-01T00:00:00Z`, amount:
             1}]}
            """
                .formatted(worse, better, order));
    assertEquals(isReversed ? "b 1" : "a 1", shown(drawn.getEntriesList()));
  }

  @Test
  void chargesArePaidByEventTime() {
    var drawn =
        draw(
            """
            {grants: [{id: g, amount: 10}], charges: [
              {id: late, event_time: `2026-07-02T00:00:00Z`, amount: 8},
              {id: early, event_time: `2026-07-01T00:00:00Z`, amount: 7}]}
            """);
    assertEquals("g 7, g 3", shown(drawn.getEntriesList()));
    assertEquals("early", drawn.getOutcomes(0).getCharge());
    assertEquals("5", drawn.getUncovered());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        "25 | '' | '' | 25 0",
        "30 | '' | C 5 | 30 0",
        "60 | '' | C 10 | 35 25",
        "24 | B 1 | '' | 24 0",
        "0 | B 15, A 10 | '' | 0 0",
      })
  void onlyTheDifferenceToWhatWasDrawnBeforeIsDrawnOrReturned(
      String amount, String returned, String entries, String outcome) {
    var drawn =
        draw(
            """
            {grants: [{id: A, amount: 10, remaining: 0}, {id: B, amount: 15, remaining: 0}, {id: C,
             amount: 10}], charges: [%s], drawn: [{grant: A, charge: c, amount: 10}, {grant: B,
             charge: c, amount: 15}]}
            """
                .formatted(CHARGE.formatted(amount)));
    assertEquals(returned, shown(drawn.getReturnedList()));
    assertEquals(entries, shown(drawn.getEntriesList()));
    assertEquals(
        outcome, drawn.getOutcomes(0).getDrawn() + " " + drawn.getOutcomes(0).getUncovered());
  }

  @Test
  void laterGrantsSettleTheOverdraftBeforeAnythingIsDrawn() {
    var first =
        draw(
            "{grants: [{id: A, amount: 10}], floor: `-100`, charges: ["
                + CHARGE.formatted("25")
                + "]}");
    assertEquals("A 10, overdraft 15", shown(first.getEntriesList()));
    var request =
        DrawDownRequest.newBuilder()
            .addGrants(Grant.newBuilder().setId("B").setAmount("20"))
            .addAllDebts(first.getDebtsList())
            .setFloor("-100");
    request.getSettleTimeBuilder().setSeconds(1_800_000_000);
    var settled = PricingMethods.drawDown(request.build());
    assertEquals("B 15", shown(settled.getSettledList()));
    assertEquals(List.of(), settled.getDebtsList());
    assertEquals("5", settled.getGrants(0).getRemaining());
    var unsettled = PricingMethods.drawDown(request.clearSettleTime().build());
    assertEquals(first.getDebtsList(), unsettled.getDebtsList());
  }

  @Test
  void allFaultsOfADrawdownAreToldAtOnce() {
    assertEquals(
        List.of(
            "grants[0].id stands twice",
            "grants[1].amount NOT_A_NUMBER",
            "grants[2] what is left of a grant is 0 to what it was",
            "grants[3].id stands twice",
            "grants[3].cost_basis.amount NEGATIVE",
            "grants[3] a grant expires after its start",
            "charges[1].id stands twice",
            "charges[1].amount NEGATIVE",
            "floor is above 0",
            "reserved NEGATIVE",
            "drawn[0].grant is no grant of the request",
            "drawn[0].charge is no charge of the request",
            "drawn[0].amount an entry is above 0"),
        Ask.faults(() ->
            draw(
                """
                {grants: [{id: overdraft, amount: 1}, {id: a, amount: x}, {id: b, amount: 1,
                  remaining: 2}, {id: b, amount: 1, cost_basis: {amount: -1}, start_time:
                  `2026-01-01T00:00:00Z`, expiry_time: `2026-01-01T00:00:00Z`}],
                 charges: [%s, %s], floor: 1, reserved: -1, drawn: [{grant: z, charge: z,
                  amount: 0}]}
                """
                    .formatted(CHARGE.formatted("1"), CHARGE.formatted("-1")))));
  }

  @Test
  void moreThanAGrantHeldCannotHaveBeenDrawn() {
    assertEquals(
        List.of("drawn what is left of a grant is 0 to what it was"),
        Ask.faults(() ->
            draw(
                """
                {grants: [{id: A, amount: 10}], charges: [%s], drawn: [{grant: A, charge: c,
                 amount: 5}]}
                """
                    .formatted(CHARGE.formatted("1")))));
  }

  @Test
  void onlyWhatExpiredIsRenewedAndWhatRollsKeepsItsScope() {
    var renewed =
        renew(
            """
            {time: `2026-07-01T00:00:00Z`, next_expiry_time: `2026-08-01T00:00:00Z`, rollover:
             {share: 0.5, cap: 40}, grants: [
              {id: june, amount: 100, priority: 3, type: POSTPAID, products: [api], expiry_time:
               `2026-07-01T00:00:00Z`},
              {id: empty, amount: 100, remaining: 0, expiry_time: `2026-07-01T00:00:00Z`},
              {id: july, amount: 100, expiry_time: `2026-07-01T00:00:00.000001Z`},
              {id: ever, amount: 100}]}
            """);
    assertEquals(1, renewed.getRenewalsCount());
    assertEquals("40", renewed.getRenewals(0).getRolled());
    assertEquals("60", renewed.getRenewals(0).getLapsed());
    assertEquals(
        "june 0, empty 0, july 100, ever 100, june-rolled 40",
        renewed.getGrantsList().stream()
            .map(grant -> grant.getId() + " " + grant.getRemaining())
            .collect(Collectors.joining(", ")));
    var rolled = renewed.getGrants(4);
    assertEquals(Grant.Type.POSTPAID_ROLLOVER, rolled.getType());
    assertEquals(3, rolled.getPriority());
    assertEquals(List.of("api"), rolled.getProductsList());
    assertEquals(1_785_542_400, rolled.getExpiryTime().getSeconds());
    assertFalse(renewed.getRenewals(0).getRolledGrant().isEmpty());
  }

  @Test
  void allFaultsOfARenewalAreToldAtOnce() {
    assertEquals(
        List.of(
            "grants[0].amount NEGATIVE",
            "rollover.share a share is 0 to 1",
            "next_expiry_time is not after time"),
        Ask.faults(() ->
            renew(
                """
                {time: `2026-07-01T00:00:00Z`, next_expiry_time: `2026-07-01T00:00:00Z`,
                 rollover: {share: 1.1}, grants: [{id: a, amount: -1}]}
                """)));
    assertEquals(
        List.of("grants[0].id stands twice"),
        Ask.faults(() ->
            renew(
                """
                {time: `2026-07-01T00:00:00Z`, rollover: {share: 1}, grants: [{id: a, amount:
                 1, expiry_time: `2026-07-01T00:00:00Z`}, {id: a-rolled, amount: 1}]}
                """)));
  }

  @Test
  void everyOrderThatTheProtoNamesIsKnown() {
    var request = DrawDownRequest.newBuilder();
    Arrays.stream(GrantOrder.values())
        .filter(order ->
            order != GrantOrder.UNRECOGNIZED && order != GrantOrder.GRANT_ORDER_UNSPECIFIED)
        .forEach(request::addOrder);
    assertEquals(11, request.getOrderCount());
    assertEquals("0", PricingMethods.drawDown(request.build()).getUncovered());
  }

  private static String shown(List<CreditEntry> entries) {
    return entries.stream()
        .map(entry -> entry.getGrant() + " " + entry.getAmount())
        .collect(Collectors.joining(", "));
  }

  private static DrawDownResponse draw(String json) {
    return PricingMethods.drawDown(Ask.into(DrawDownRequest.newBuilder(), json).build());
  }

  private static RenewGrantsResponse renew(String json) {
    return PricingMethods.renewGrants(Ask.into(RenewGrantsRequest.newBuilder(), json).build());
  }
}
