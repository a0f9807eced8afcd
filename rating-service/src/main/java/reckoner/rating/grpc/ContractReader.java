package reckoner.rating.grpc;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import reckoner.kit.pricing.Faults;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.wire.Wire;
import reckoner.pricing.Currencies;
import reckoner.pricing.DecimalFault;
import reckoner.pricing.Decimals;
import reckoner.pricing.Period;
import reckoner.pricing.TokenClass;
import reckoner.pricing.meter.Windows;
import reckoner.proto.rating.v1.Charge;
import reckoner.proto.rating.v1.Contract;
import reckoner.proto.rating.v1.MeteredTerms;
import reckoner.proto.rating.v1.ModelUsageTerms;
import reckoner.proto.rating.v1.OnFailure;
import reckoner.rating.Catalog;
import reckoner.rating.ContractTerms;
import reckoner.rating.RateLimit;
import reckoner.rating.RatingReason;
import reckoner.rating.wire.MeteredReader;

/** Reads a contract's terms; names every fault at once. */
final class ContractReader {
  private final List<Refusal.Fault> faults = new ArrayList<>();

  private ContractReader() {}

  static ContractTerms read(Contract contract) {
    var reader = new ContractReader();
    var terms = reader.terms(contract);
    if (!reader.faults.isEmpty()) {
      var first = reader.faults.getFirst();
      throw new Refusal(
              RatingReason.CONTRACT_INVALID,
              "contract %s has %d fault(s), the first: %s %s"
                  .formatted(
                      contract.getContract(), reader.faults.size(), first.field(), first.message()),
              reader.faults)
          .asException();
    }
    return terms;
  }

  private ContractTerms terms(Contract contract) {
    var terms =
        new ContractTerms(
            contract.getContract(),
            contract.getCustomer(),
            zone(contract.getZone()),
            currency(contract.getCurrency()),
            periods(contract),
            charges(contract),
            Wire.instant(contract.getActivateTime()),
            usageGrace(contract),
            rateLimits(contract));
    for (int i = 0; i < terms.charges().size(); i++) {
      if (terms.charges().get(i).terms() instanceof ContractTerms.Metered metered) {
        windows("charges[%d].metered.definition.aggregation".formatted(i), metered, terms);
      }
    }
    return terms;
  }

  /** The bounds of the request hold their numbers. */
  private List<RateLimit> rateLimits(Contract contract) {
    var keys = new HashSet<String>();
    var limits = new ArrayList<RateLimit>();
    for (int i = 0; i < contract.getRateLimitsCount(); i++) {
      var stated = contract.getRateLimits(i);
      var field = "rate_limits[" + i + "]";
      if (!keys.add(stated.getLimit())) {
        fault(field + ".limit", "stands twice: " + stated.getLimit());
      }
      var window = Wire.duration(stated.getWindow());
      if (!window.equals(Duration.ofMillis(window.toMillis()))) {
        fault(field + ".window", "is not a number of whole milliseconds");
      }
      limits.add(
          new RateLimit(
              stated.getLimit(),
              stated.getMeter(),
              stated.getQuantity(),
              window.toMillis(),
              stated.getBurst() == 0 ? stated.getQuantity() : stated.getBurst(),
              stated.getPer(),
              stated.getOnFailure() == OnFailure.ALLOW));
    }
    return limits;
  }

  /** What is measured is kept by windows, of which no period has too many. */
  private void windows(String field, ContractTerms.Metered metered, ContractTerms terms) {
    terms.periods().stream()
        .flatMap(period -> Windows.fault(metered.meter().aggregation(), period).stream())
        .findFirst()
        .ifPresent(message -> fault(field, message));
  }

  /** The bounds of the request hold its length. */
  private Duration usageGrace(Contract contract) {
    if (!contract.hasUsageGrace()) {
      return ContractTerms.GRACE_UNSAID;
    }
    var grace = Wire.duration(contract.getUsageGrace());
    if (!grace.equals(Duration.ofSeconds(grace.toSeconds()))) {
      fault("usage_grace", "is not a number of whole seconds");
    }
    return grace;
  }

  private ZoneId zone(String name) {
    if (ZoneId.getAvailableZoneIds().contains(name)) {
      return ZoneId.of(name);
    }
    fault("zone", "is not an IANA zone: " + name);
    return ZoneOffset.UTC;
  }

  private Currency currency(String code) {
    try {
      return Currencies.of(code);
    } catch (IllegalArgumentException unknown) {
      fault("currency", String.valueOf(unknown.getMessage()));
      return Currency.getInstance("USD");
    }
  }

  private List<Period> periods(Contract contract) {
    var periods = new ArrayList<Period>();
    for (int i = 0; i < contract.getPeriodsCount(); i++) {
      var stated = contract.getPeriods(i);
      var field = "periods[" + i + "]";
      if (!stated.hasStartTime() || !stated.hasEndTime()) {
        fault(field, "lacks its start or its end");
        continue;
      }
      var start = Wire.instant(stated.getStartTime());
      var end = Wire.instant(stated.getEndTime());
      if (!start.isBefore(end)) {
        fault(field, "does not end after its start");
        continue;
      }
      Instant previousEnd = periods.isEmpty() ? start : periods.getLast().end();
      if (!previousEnd.equals(start)) {
        fault(field, "does not start where the period before it ends");
      }
      periods.add(new Period(start, end));
    }
    return periods;
  }

  private List<ContractTerms.Charge> charges(Contract contract) {
    var keys = new HashSet<String>();
    var charges = new ArrayList<ContractTerms.Charge>();
    var usageCharges = 0;
    for (int i = 0; i < contract.getChargesCount(); i++) {
      var stated = contract.getCharges(i);
      var field = "charges[" + i + "]";
      if (!keys.add(stated.getCharge())) {
        fault(field + ".charge", "stands twice: " + stated.getCharge());
      }
      if (stated.hasModelUsage() && ++usageCharges > 1) {
        fault(field, "is a second charge of model usage; each event is charged once");
      }
      charges.add(
          new ContractTerms.Charge(
              stated.getCharge(), stated.getDisplayName(), terms(stated, field)));
    }
    return charges;
  }

  private ContractTerms.Terms terms(Charge charge, String field) {
    return switch (charge.getTermsCase()) {
      case MODEL_USAGE -> modelUsage(charge.getModelUsage(), field + ".model_usage");
      case RECURRING ->
          new ContractTerms.Recurring(
              decimal(
                  field + ".recurring.amount",
                  charge.getRecurring().getAmount().getValue(),
                  Decimals::amount));
      case METERED -> metered(charge.getMetered(), field + ".metered");
      case TERMS_NOT_SET -> {
        fault(field + ".terms", "are missing");
        yield new ContractTerms.Recurring(BigDecimal.ZERO);
      }
    };
  }

  private ContractTerms.Metered metered(MeteredTerms terms, String field) {
    var found = new Faults();
    var read = new MeteredReader(found).metered(field, terms);
    found.found().forEach(fault -> fault(fault.field(), fault.message()));
    return read;
  }

  private ContractTerms.ModelUsage modelUsage(ModelUsageTerms terms, String field) {
    var allowances = new EnumMap<TokenClass, BigDecimal>(TokenClass.class);
    for (int i = 0; i < terms.getAllowancesCount(); i++) {
      var stated = terms.getAllowances(i);
      var at = field + ".allowances[" + i + "]";
      var quantity = decimal(at + ".quantity", stated.getQuantity().getValue(), Decimals::quantity);
      var tokenClass = TokenClass.ofWireName(stated.getTokenClass());
      if (tokenClass.isEmpty()) {
        fault(at + ".token_class", "is not a known token class: " + stated.getTokenClass());
      } else if (allowances.put(tokenClass.get(), quantity) != null) {
        fault(at + ".token_class", "stands twice: " + stated.getTokenClass());
      }
    }
    return new ContractTerms.ModelUsage(
        new Catalog.PinnedBook(terms.getPriceBook(), terms.getPriceBookVersion()),
        allowances,
        terms.getLateCosts() == ModelUsageTerms.LateCosts.RATED_AGAIN);
  }

  private BigDecimal decimal(String field, String text, Function<String, BigDecimal> reading) {
    try {
      return reading.apply(text);
    } catch (DecimalFault broken) {
      fault(field, String.valueOf(broken.getMessage()));
      return BigDecimal.ZERO;
    }
  }

  private void fault(String field, String message) {
    faults.add(new Refusal.Fault("contract." + field, message));
  }
}
