package reckoner.rating;

import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.MAY;
import static reckoner.rating.Meter.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.UsageEvent;

/** Contracts of which each has another usage, ready to be closed. */
final class ToClose {
  static final Instant CUTOFF = APRIL.plusSeconds(86_400);
  static final int CONTRACTS = 12;
  private final Meter meter;

  ToClose(Meter meter) {
    this.meter = meter;
  }

  static String contract(int number) {
    return "c%d/2026-03".formatted(number);
  }

  void prepare(String... tenants) {
    for (var tenant : tenants) {
      register(tenant);
    }
    meter.advance(CUTOFF);
  }

  private void register(String tenant) {
    var events = new ArrayList<UsageEvent>();
    for (int i = 0; i < CONTRACTS; i++) {
      var customer = "c" + i;
      meter.register(
          tenant, "register " + i, Meter.contract(contract(i), customer, MARCH, APRIL, MAY));
      for (var model : List.of("small", "large")) {
        events.add(
            event(
                model + i,
                customer,
                "2026-03-0%dT00:00:00Z".formatted(1 + i % 9),
                model,
                "input",
                Integer.toString(100_000 + 77_777 * i),
                "output",
                Integer.toString(i)));
      }
    }
    meter.ingest(tenant, events.toArray(UsageEvent[]::new));
  }

  ClosedPeriod close(String tenant, int contract) {
    return meter.close(tenant, "close " + contract, contract(contract), MARCH);
  }

  /** What stands in the tables of closed periods, and of the requests that closed them. */
  List<String> stored(String tenant) {
    return Pages.sql(
        meter,
        """
        select (to_jsonb(d) - 'tenant')::text from due_charge d where tenant = '%1$s'
        union all
        select (to_jsonb(p) - 'tenant')::text from contract_period p where tenant = '%1$s'
        union all
        select (to_jsonb(r) - 'tenant')::text from request_record r
        where tenant = '%1$s' and method like '%%ClosePeriod'
        order by 1
        """
            .formatted(tenant));
  }
}
