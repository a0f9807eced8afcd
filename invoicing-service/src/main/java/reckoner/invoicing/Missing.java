package reckoner.invoicing;

import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.refusal.Refused;

/** What a tenant does not have, whether or not another one has it. */
final class Missing {
  private Missing() {}

  static Refused invoice(String key) {
    return Refusal.of(KitReason.NOT_FOUND, "there is no invoice " + key).asException();
  }
}
