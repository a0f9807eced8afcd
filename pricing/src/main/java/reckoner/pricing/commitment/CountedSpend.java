package reckoner.pricing.commitment;

import java.util.List;
import reckoner.pricing.commitment.Commitment.Kind;

/**
 * How the spend of a period counts to all its commitments. A postpaid commitment sees only what no
 * prepaid one paid, a minimum sees all (RULES F5).
 *
 * @param prepaid its overflow is what the customer is to pay for the period's spend
 */
public record CountedSpend(Waterfall prepaid, Waterfall postpaid, Waterfall minimum) {
  public static CountedSpend of(List<Spend> spends, List<Commitment> commitments) {
    var prepaid = Waterfall.of(spends, ofKind(commitments, Kind.PREPAID));
    return new CountedSpend(
        prepaid,
        Waterfall.of(prepaid.overflow(), ofKind(commitments, Kind.POSTPAID)),
        Waterfall.of(spends, ofKind(commitments, Kind.MINIMUM)));
  }

  private static List<Commitment> ofKind(List<Commitment> commitments, Kind kind) {
    return commitments.stream().filter(commitment -> commitment.kind() == kind).toList();
  }
}
