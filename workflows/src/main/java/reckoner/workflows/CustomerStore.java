package reckoner.workflows;

import java.util.Optional;

/** Keeps customers. */
public interface CustomerStore {
  /** False where the key is taken. */
  boolean add(String tenant, Customer customer);

  Optional<Customer> find(String tenant, String customer);
}
