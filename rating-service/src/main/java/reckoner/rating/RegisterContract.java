package reckoner.rating;

import java.time.Instant;
import java.util.Arrays;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.refusal.Refused;
import reckoner.kit.store.Transactions;
import reckoner.pricing.Period;
import reckoner.rating.Catalog.BookKind;
import reckoner.rating.ContractStore.Coverage;

/** Makes a contract known and matches the usage that waited for it (RULES D5). */
public final class RegisterContract {
  private final ContractStore contracts;
  private final UsageLedger ledgers;
  private final UsageStore usage;
  private final Catalog catalog;
  private final Transactions transactions;

  public RegisterContract(
      ContractStore contracts,
      UsageLedger ledgers,
      UsageStore usage,
      Catalog catalog,
      Transactions transactions) {
    this.contracts = contracts;
    this.ledgers = ledgers;
    this.usage = usage;
    this.catalog = catalog;
    this.transactions = transactions;
  }

  /** What the catalog says, asked before the transaction. */
  public static final class Prepared {
    private final ContractTerms terms;
    private final Pricing pricing;

    private Prepared(ContractTerms terms, Pricing pricing) {
      this.terms = terms;
      this.pricing = pricing;
    }
  }

  /** Checks the pinned book and asks for the rates of the usage that waits. */
  public Prepared prepare(String tenant, ContractTerms terms) {
    var pricing = new Pricing(catalog, tenant, catalog.newestPosition(tenant));
    var charges = terms.usageCharges();
    charges
        .book()
        .ifPresent(book -> {
          checkBook(tenant, terms, book);
          transactions
              .read(() -> usage.waitingModels(tenant, terms.customer(), whole(terms)))
              .forEach(model -> pricing.lookUp(book, model.provider(), model.model()));
        });
    for (var charge : charges.metered()) {
      var metered = (ContractTerms.Metered) charge.terms();
      metered.books().values().forEach(book -> checkVersion(tenant, terms, BookKind.PRICES, book));
      metered.costBook().ifPresent(book -> checkVersion(tenant, terms, BookKind.COSTS, book));
      pricing.metered().ladder(metered);
    }
    return new Prepared(terms, pricing);
  }

  private void checkBook(String tenant, ContractTerms terms, Catalog.PinnedBook book) {
    var currency =
        catalog
            .currencyOf(tenant, book)
            .orElseThrow(() -> unpublished(terms, BookKind.PRICES, book));
    requireCurrency(terms, BookKind.PRICES, book, currency);
  }

  private void checkVersion(
      String tenant, ContractTerms terms, BookKind kind, Catalog.PinnedBook book) {
    var found = catalog.book(tenant, kind, book).orElseThrow(() -> unpublished(terms, kind, book));
    requireCurrency(terms, kind, book, found.currency());
  }

  private static String words(BookKind kind) {
    return switch (kind) {
      case PRICES -> "price book";
      case COSTS -> "cost book";
    };
  }

  private static Refused unpublished(ContractTerms terms, BookKind kind, Catalog.PinnedBook book) {
    return Refusal.of(
            switch (kind) {
              case PRICES -> RatingReason.PRICE_BOOK_UNKNOWN;
              case COSTS -> RatingReason.COST_BOOK_UNKNOWN;
            },
            "contract %s pins version %d of %s %s, which is not published"
                .formatted(terms.contract(), book.version(), words(kind), book.priceBook()))
        .asException();
  }

  private static void requireCurrency(
      ContractTerms terms, BookKind kind, Catalog.PinnedBook book, String currency) {
    if (!currency.equals(terms.currency().getCurrencyCode())) {
      throw Refusal.of(
              RatingReason.CURRENCY_DIFFERS,
              "contract %s is in %s, %s %s in %s"
                  .formatted(
                      terms.contract(), terms.currency(), words(kind), book.priceBook(), currency))
          .asException();
    }
  }

  /** Stores the contract inside the caller's transaction; answers how many events it matched. */
  public long run(String tenant, Prepared prepared, byte[] contentHash) {
    var terms = prepared.terms;
    ledgers.enter(tenant);
    var ledger =
        ledgers.lock(tenant); // no batch can slip between the contract and its waiting usage
    var known = contracts.contentHash(tenant, terms.contract());
    if (known.isPresent()) {
      return same(terms, Arrays.equals(known.get(), contentHash));
    }
    contracts
        .overlapping(tenant, terms.customer(), whole(terms))
        .ifPresent(other -> {
          throw Refusal.of(
                  RatingReason.CONTRACT_OVERLAP,
                  "contract %s covers time of customer %s that contract %s covers"
                      .formatted(terms.contract(), terms.customer(), other))
              .asException();
        });
    return contracts.add(tenant, terms, contentHash, ledger.termsRevision() + 1).stream()
        .mapToLong(coverage -> match(tenant, prepared, coverage))
        .sum();
  }

  private long match(String tenant, Prepared prepared, Coverage coverage) {
    long matched =
        usage.matchWaiting(
            tenant,
            coverage,
            waiting -> prepared.pricing.stateOf(coverage, waiting.event(), waiting.storeTime()));
    if (matched > 0) { // what had waited is in no aggregate
      contracts.distrustAggregates(tenant, coverage.contract(), coverage.number());
    }
    return matched;
  }

  private static long same(ContractTerms terms, boolean sameContent) {
    if (!sameContent) {
      throw Refusal.of(
              KitReason.KEY_TAKEN,
              "contract %s is known with other terms".formatted(terms.contract()))
          .asException();
    }
    return 0;
  }

  private static Period whole(ContractTerms terms) {
    Instant start = terms.periods().getFirst().start();
    return new Period(start, terms.periods().getLast().end());
  }
}
