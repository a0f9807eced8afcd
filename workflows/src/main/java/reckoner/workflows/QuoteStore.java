package reckoner.workflows;

import java.util.Optional;

/** Keeps quotes. */
public interface QuoteStore {
  /** False where the key is taken. */
  boolean add(String tenant, Quote quote);

  Optional<Quote> find(String tenant, String quote);

  /** Holds the quote until the end of the transaction. */
  Optional<Quote> lock(String tenant, String quote);

  void markAccepted(String tenant, String quote);
}
