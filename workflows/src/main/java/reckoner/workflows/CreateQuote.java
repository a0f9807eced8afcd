package reckoner.workflows;

import java.util.List;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;

/** Makes a quote once. */
public final class CreateQuote {
  private final CustomerStore customers;
  private final QuoteStore quotes;

  public CreateQuote(CustomerStore customers, QuoteStore quotes) {
    this.customers = customers;
    this.quotes = quotes;
  }

  public Quote create(String tenant, Quote quote) {
    if (customers.find(tenant, quote.customer()).isEmpty()) {
      throw new Refusal(
              WorkflowsReason.CUSTOMER_UNKNOWN,
              "customer %s does not exist; create it first".formatted(quote.customer()),
              List.of(new Refusal.Fault("quote.customer", "does not exist")))
          .asException();
    }
    if (quotes.add(tenant, quote)) {
      return quote;
    }
    var existing = quotes.find(tenant, quote.quote()).orElseThrow();
    if (!existing.contentHash().equals(quote.contentHash())) {
      throw Refusal.of(
              KitReason.KEY_TAKEN, "quote %s exists with other content".formatted(quote.quote()))
          .asException();
    }
    return existing;
  }
}
