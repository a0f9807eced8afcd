package reckoner.standalone.demo;

import java.time.Instant;
import java.util.List;
import reckoner.kit.wire.Wire;
import reckoner.proto.clock.v1.AdvanceClockRequest;
import reckoner.standalone.platform.Service;

/** Business time of all services together (RULES B6). */
final class Clocks {
  /** Who is asked about a past moves first: the catalog seals before rating closes. */
  private static final List<Service> ORDER =
      List.of(Service.CATALOG, Service.RATING, Service.INVOICING, Service.WORKFLOWS);

  private final Clients clients;

  Clocks(Clients clients) {
    this.clients = clients;
  }

  /** Sets the clocks forward; one that is past the time stays. */
  void advance(Instant time) {
    for (var service : ORDER) {
      clients
          .clock(service)
          .advanceClock(
              AdvanceClockRequest.newBuilder()
                  .setRequestId("demo/clock/" + time)
                  .setTime(Wire.timestamp(time))
                  .build());
    }
  }
}
