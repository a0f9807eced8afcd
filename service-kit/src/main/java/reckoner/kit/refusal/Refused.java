package reckoner.kit.refusal;

/** Carries a refusal to the edge, rolling back the transaction on its way. It is never a bug. */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient Refusal refusal;

  Refused(Refusal refusal) {
    super(refusal.reason().name() + ": " + refusal.message(), null, false, false);
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }
}
