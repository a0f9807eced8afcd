package reckoner.kit.pricing;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import reckoner.kit.wire.Wire;
import reckoner.pricing.Decimals;
import reckoner.pricing.credit.Charge;
import reckoner.pricing.credit.DrawTerms;
import reckoner.pricing.credit.Drawdown;
import reckoner.pricing.credit.Entry;
import reckoner.pricing.credit.Overdraft;
import reckoner.pricing.credit.Reconciliation;
import reckoner.pricing.credit.Settlement;
import reckoner.pricing.credit.Wallet;
import reckoner.proto.pricing.v1.DrawDownRequest;
import reckoner.proto.pricing.v1.DrawDownResponse;

/** What grants pay. */
final class CreditMethods {
  private static final String OVERDRAFT = Overdraft.none().id();

  private final Faults faults = new Faults();
  private final Once grantIds = new Once(faults);

  private CreditMethods() {}

  static DrawDownResponse drawDown(DrawDownRequest request) {
    return new CreditMethods().draw(request);
  }

  private DrawDownResponse draw(DrawDownRequest request) {
    grantIds.add("", OVERDRAFT);
    var chargeIds = new Once(faults);
    var reader = new GrantReader(faults);
    var grants = reader.grants("grants", request.getGrantsList(), grantIds);
    var charges = inTime(request, reader.charges("charges", request.getChargesList(), chargeIds));
    var floor = floor(request.getFloor());
    var debts = reader.charges("debts", request.getDebtsList(), new Once(faults));
    var reserved = faults.amountOrZero("reserved", request.getReserved());
    var drawn = entries(request, chargeIds);
    faults.throwIfAny();
    var terms = new DrawTerms(GrantReader.order(request.getOrderList()), shortage(request));
    var wallet = new Wallet(grants, new Overdraft(OVERDRAFT, floor, debts), reserved);
    var settled =
        request.hasSettleTime()
            ? Settlement.of(wallet, Wire.instant(request.getSettleTime()), terms.order())
            : new Settlement(List.of(), wallet);
    var reconciled =
        faults.made(
            "drawn",
            () ->
                drawn.isEmpty()
                    ? new Reconciliation(List.of(), Drawdown.of(charges, settled.wallet(), terms))
                    : Reconciliation.of(drawn, charges, settled.wallet(), terms));
    faults.throwIfAny();
    return reply(charges, drawn, settled, reconciled.orElseThrow());
  }

  /** By event time, or all at the instant of finalising. */
  private static List<Charge> inTime(DrawDownRequest request, List<Charge> charges) {
    var ordered = charges.stream().sorted(Comparator.comparing(Charge::eventTime)).toList();
    if (!request.hasFinaliseTime()) {
      return ordered;
    }
    var time = Wire.instant(request.getFinaliseTime());
    return ordered.stream().map(charge -> at(time, charge)).toList();
  }

  private static Charge at(Instant time, Charge charge) {
    return new Charge(charge.id(), charge.product(), charge.dimensions(), time, charge.amount());
  }

  private BigDecimal floor(String text) {
    if (text.isEmpty()) {
      return BigDecimal.ZERO;
    }
    var floor = faults.signedAmount("floor", text);
    if (floor.signum() > 0) {
      faults.add("floor", "is above 0: " + text);
      return BigDecimal.ZERO;
    }
    return floor;
  }

  private List<Entry> entries(DrawDownRequest request, Once chargeIds) {
    var entries = new ArrayList<Entry>();
    for (int i = 0; i < request.getDrawnCount(); i++) {
      var wire = request.getDrawn(i);
      var field = "drawn[%d]".formatted(i);
      grantIds.require(field + ".grant", wire.getGrant(), "grant");
      chargeIds.require(field + ".charge", wire.getCharge(), "charge");
      var amount = faults.amount(field + ".amount", wire.getAmount());
      faults
          .made(field + ".amount", () -> new Entry(wire.getGrant(), wire.getCharge(), amount))
          .ifPresent(entries::add);
    }
    return entries;
  }

  private static DrawTerms.Shortage shortage(DrawDownRequest request) {
    return switch (request.getShortage()) {
      case SHORTAGE_UNSPECIFIED, INVOICE_REST -> DrawTerms.Shortage.INVOICE_REST;
      case BLOCK -> DrawTerms.Shortage.BLOCK;
      case UNRECOGNIZED -> throw Faults.unchecked("shortage");
    };
  }

  private static DrawDownResponse reply(
      List<Charge> charges, List<Entry> before, Settlement settled, Reconciliation reconciled) {
    var response = DrawDownResponse.newBuilder();
    settled.entries().forEach(entry -> response.addSettled(GrantWriter.entry(entry)));
    reconciled.returned().forEach(entry -> response.addReturned(GrantWriter.entry(entry)));
    reconciled.drawn().entries().forEach(entry -> response.addEntries(GrantWriter.entry(entry)));
    var drawn = new HashMap<String, BigDecimal>();
    before.forEach(entry -> drawn.merge(entry.charge(), entry.amount(), BigDecimal::add));
    reconciled
        .returned()
        .forEach(entry -> drawn.merge(entry.charge(), entry.amount().negate(), BigDecimal::add));
    var blocked = new HashMap<String, Boolean>();
    for (var outcome : reconciled.drawn().outcomes()) {
      drawn.merge(outcome.charge().id(), outcome.drawn(), BigDecimal::add);
      blocked.put(outcome.charge().id(), outcome.blocked());
    }
    var uncovered = BigDecimal.ZERO;
    for (var charge : charges) {
      var paid = drawn.getOrDefault(charge.id(), BigDecimal.ZERO);
      var rest = charge.amount().subtract(paid);
      uncovered = uncovered.add(rest);
      response
          .addOutcomesBuilder()
          .setCharge(charge.id())
          .setDrawn(Decimals.plain(paid))
          .setUncovered(Decimals.plain(rest))
          .setBlocked(blocked.getOrDefault(charge.id(), false));
    }
    var wallet = reconciled.drawn().wallet();
    wallet.grants().forEach(grant -> response.addGrants(GrantWriter.grant(grant)));
    wallet.overdraft().debts().forEach(debt -> response.addDebts(GrantWriter.charge(debt)));
    return response.setUncovered(Decimals.plain(uncovered)).build();
  }
}
