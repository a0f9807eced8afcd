package reckoner.rating.postgres;

import com.google.protobuf.InvalidProtocolBufferException;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import reckoner.kit.store.Transactions;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.rating.Adjustment;
import reckoner.rating.ContractStore.StoredPeriod;
import reckoner.rating.PeriodAdjustments;
import reckoner.rating.PeriodCharges.Known;

/** Adjustments beside the periods that they adjust. */
@Singleton
class PostgresPeriodAdjustments implements PeriodAdjustments {
  private final AdjustmentRepository tables;
  private final Transactions transactions;

  PostgresPeriodAdjustments(AdjustmentRepository tables, Transactions transactions) {
    this.tables = tables;
    this.transactions = transactions;
  }

  @Override
  public List<Settled> settled(String tenant, String contract, Instant periodStart) {
    return tables.settled(tenant, contract, periodStart).stream()
        .map(row ->
            new Settled(
                row.adjustment(),
                new Known(row.cutoffTime(), row.usagePosition(), row.catalogPosition()),
                row.adjustment() == 0 ? latePricePosition(row.reply()) : row.latePricePosition(),
                row.reply()))
        .toList();
  }

  /** A close says it in its reply alone. */
  private static long latePricePosition(byte[] closedReply) {
    try {
      return ClosedPeriod.parseFrom(closedReply).getLatePricePosition();
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("a stored closed period is broken", broken);
    }
  }

  @Override
  public Map<Part, Billed> billed(String tenant, String contract, Instant periodStart) {
    return tables.billed(tenant, contract, periodStart).stream()
        .collect(
            Collectors.toMap(
                row -> new Part(row.charge(), row.part()),
                row -> new Billed(row.revisions(), DueRows.billed(row)),
                (one, other) -> {
                  throw new IllegalStateException("a part has two identities: " + one + other);
                },
                LinkedHashMap::new));
  }

  @Override
  public Optional<Reconciled> reconciled(
      String tenant, String contract, Instant periodStart, Part line) {
    return tables
        .reconciled(tenant, contract, periodStart, line.charge(), line.part())
        .map(row -> new Reconciled(row.amountExact(), row.marginals()));
  }

  @Override
  public void add(
      String tenant, StoredPeriod period, Adjustment adjustment, String receiptHash, byte[] reply) {
    var charges = adjustment.charges();
    var known = charges.known();
    tables.insert(
        tenant,
        charges.contract(),
        charges.period().start(),
        adjustment.number(),
        known.time(),
        known.usagePosition(),
        known.catalogPosition(),
        charges.latePricePosition(),
        receiptHash,
        reply);
    var rows = new DueRows(tenant, adjustment.lines().size());
    adjustment.lines().forEach(line -> rows.addAdjustment(charges, line));
    transactions.jdbc(rows::into);
    var uncounted =
        adjustment.uncounted().stream()
            .map(row -> new UUID(row.high(), row.low()).toString())
            .collect(Collectors.joining(",", "{", "}"));
    tables.leaveUncounted(tenant, period.contract(), period.number(), uncounted);
    tables.rateLate(tenant, period.contract(), period.number(), known.usagePosition());
  }
}
