package reckoner.workflows.postgres;

import jakarta.inject.Singleton;
import java.util.Optional;
import reckoner.workflows.Customer;
import reckoner.workflows.CustomerStore;

@Singleton
class PostgresCustomers implements CustomerStore {
  private final CustomerRepository rows;

  PostgresCustomers(CustomerRepository rows) {
    this.rows = rows;
  }

  @Override
  public boolean add(String tenant, Customer customer) {
    return rows.insert(
            tenant,
            customer.customer(),
            customer.displayName(),
            customer.zone(),
            customer.currency())
        == 1;
  }

  @Override
  public Optional<Customer> find(String tenant, String customer) {
    return rows.find(tenant, customer).map(PostgresCustomers::customer);
  }

  @Override
  public Optional<Customer> lock(String tenant, String customer) {
    return rows.lock(tenant, customer).map(PostgresCustomers::customer);
  }

  private static Customer customer(CustomerRow row) {
    return new Customer(row.customer(), row.displayName(), row.zone(), row.currency());
  }
}
