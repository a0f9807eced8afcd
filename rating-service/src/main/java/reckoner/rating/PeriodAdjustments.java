package reckoner.rating;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reckoner.rating.ContractStore.StoredPeriod;
import reckoner.rating.PeriodCharges.DueCharge;

/** What was billed of closed periods. Every call takes part in the caller's transaction. */
public interface PeriodAdjustments {
  /**
   * A close or an adjustment.
   *
   * @param number 0 for the close
   * @param known what it knew; its catalog position says which costs, where a contract rates late
   *     ones
   * @param latePricePosition of the catalog, where prices were found that the close's lacked; 0 for
   *     none
   */
  record Settled(int number, PeriodCharges.Known known, long latePricePosition, byte[] reply) {}

  /**
   * What was billed of a line so far.
   *
   * @param revisions the next one
   * @param line the sums of its revisions, without steps
   */
  record Billed(int revisions, DueCharge line) {
    BigDecimal amount() {
      return Adjustment.Amounts.of(line.line()).amount();
    }
  }

  /** A line's identity within a period. */
  record Part(String charge, String part) {}

  /** The close and the adjustments in order; empty where the period is open. */
  List<Settled> settled(String tenant, String contract, Instant periodStart);

  /** What was billed of a period, by charge and part. */
  Map<Part, Billed> billed(String tenant, String contract, Instant periodStart);

  /**
   * A line of a close beside what its events were worth as they arrived (RULES F7).
   *
   * @param amountExact the line's, which holds
   */
  record Reconciled(BigDecimal amountExact, BigDecimal marginals) {
    /** What the marginal amounts lack of the line, or have too much. */
    public BigDecimal difference() {
      return amountExact.subtract(marginals);
    }
  }

  /** The close's line; none where there is no such. */
  Optional<Reconciled> reconciled(String tenant, String contract, Instant periodStart, Part line);

  /** Adds an adjustment and its lines; usage that was late for the close is rated by it. */
  void add(
      String tenant, StoredPeriod period, Adjustment adjustment, String receiptHash, byte[] reply);
}
