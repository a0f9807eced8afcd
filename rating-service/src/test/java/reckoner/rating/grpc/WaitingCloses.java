package reckoner.rating.grpc;

import reckoner.kit.testing.TestService;

/** What tests see of closes that wait to share a transaction. */
public final class WaitingCloses {
  private WaitingCloses() {}

  public static int of(TestService service, String tenant) {
    return service.context().getBean(Closes.class).waiting(tenant);
  }
}
