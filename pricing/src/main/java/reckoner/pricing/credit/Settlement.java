package reckoner.pricing.credit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What grants pay of an overdraft once there are any, oldest debt first. The balance stays as it
 * was.
 *
 * @param entries from grants, each for the charge that the overdraft had paid
 */
public record Settlement(List<Entry> entries, Wallet wallet) {
  public Settlement {
    entries = List.copyOf(entries);
  }

  /**
   * @param time grants in force then pay, if they may pay the charge at all
   */
  public static Settlement of(Wallet wallet, Instant time, List<GrantOrder> order) {
    var entries = new ArrayList<Entry>();
    var left = wallet;
    for (var debt : wallet.overdraft().debts()) {
      for (var entry : Drawdown.fromGrants(debt.at(time), debt.amount(), left, order)) {
        entries.add(entry);
        left =
            left.paying(entry, debt)
                .returning(new Entry(left.overdraft().id(), entry.charge(), entry.amount()));
      }
    }
    return new Settlement(entries, left);
  }
}
