package reckoner.workflows;

import java.time.ZoneId;
import java.util.ArrayList;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.pricing.Currencies;

/** Makes a customer once. */
public final class CreateCustomer {
  private final CustomerStore customers;

  public CreateCustomer(CustomerStore customers) {
    this.customers = customers;
  }

  public Customer create(String tenant, Customer customer) {
    check(customer);
    if (customers.add(tenant, customer)) {
      return customer;
    }
    var existing = customers.find(tenant, customer.customer()).orElseThrow();
    if (!existing.equals(customer)) {
      throw Refusal.of(
              KitReason.KEY_TAKEN,
              "customer %s exists with other content".formatted(customer.customer()))
          .asException();
    }
    return existing;
  }

  private static void check(Customer customer) {
    var faults = new ArrayList<Refusal.Fault>();
    if (!ZoneId.getAvailableZoneIds().contains(customer.zone())) {
      faults.add(
          new Refusal.Fault(
              "customer.zone", "is not an IANA zone such as America/New_York: " + customer.zone()));
    }
    try {
      Currencies.of(customer.currency());
    } catch (IllegalArgumentException unknown) {
      faults.add(new Refusal.Fault("customer.currency", String.valueOf(unknown.getMessage())));
    }
    if (!faults.isEmpty()) {
      throw new Refusal(
              WorkflowsReason.CUSTOMER_INVALID,
              "the customer has %d fault(s), the first: %s %s"
                  .formatted(faults.size(), faults.getFirst().field(), faults.getFirst().message()),
              faults)
          .asException();
    }
  }
}
