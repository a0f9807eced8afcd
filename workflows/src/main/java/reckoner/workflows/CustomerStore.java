package reckoner.workflows;

import java.util.Optional;

/** Keeps customers. */
public interface CustomerStore {
  /** False where the key is taken. */
  boolean add(String tenant, Customer customer);

  Optional<Customer> find(String tenant, String customer);

  /** Holds the customer until the end of the transaction. */
  Optional<Customer> lock(String tenant, String customer);
}
