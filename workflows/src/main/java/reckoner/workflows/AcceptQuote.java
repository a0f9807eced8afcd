package reckoner.workflows;

import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;

/**
 * Turns the quote that the buyer saw into a contract and asks for the contract's process; runs
 * inside its caller's transaction. The customer is held meanwhile, so that of two quotes over the
 * same time one at most is accepted.
 */
public final class AcceptQuote {
  private final CustomerStore customers;
  private final QuoteStore quotes;
  private final ContractStore contracts;
  private final ProcessStore processes;

  public AcceptQuote(
      CustomerStore customers, QuoteStore quotes, ContractStore contracts, ProcessStore processes) {
    this.customers = customers;
    this.quotes = quotes;
    this.contracts = contracts;
    this.processes = processes;
  }

  public Contract accept(String tenant, String key, String contentHash) {
    var quote =
        quotes
            .lock(tenant, key)
            .orElseThrow(() ->
                Refusal.of(KitReason.NOT_FOUND, "quote %s does not exist".formatted(key))
                    .asException());
    if (!quote.contentHash().equals(contentHash)) {
      throw Refusal.of(
              WorkflowsReason.QUOTE_CHANGED,
              "quote %s has content hash %s, not %s; read it again"
                  .formatted(key, quote.contentHash(), contentHash))
          .asException();
    }
    return switch (quote.state()) {
      case ACCEPTED -> contracts.find(tenant, key).orElseThrow();
      case OPEN -> {
        var contract = Contract.of(quote, customers.lock(tenant, quote.customer()).orElseThrow());
        refuseOverlap(tenant, contract);
        contracts.add(tenant, contract);
        quotes.markAccepted(tenant, key);
        processes.requestStart(new ProcessRef(ProcessRef.Kind.CONTRACT, tenant, key));
        yield contract;
      }
    };
  }

  private void refuseOverlap(String tenant, Contract contract) {
    contracts
        .overlapping(
            tenant,
            contract.customer(),
            contract.periods().getFirst().start(),
            contract.periods().getLast().end())
        .ifPresent(other -> {
          throw Refusal.of(
                  WorkflowsReason.CONTRACT_OVERLAP,
                  "quote %s covers time of customer %s that contract %s covers"
                      .formatted(contract.contract(), contract.customer(), other))
              .asException();
        });
  }
}
