package reckoner.kit.pricing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Rounding;
import reckoner.pricing.document.Bound;
import reckoner.pricing.document.Credit;
import reckoner.pricing.document.Discount;
import reckoner.pricing.document.Document;
import reckoner.pricing.document.Line;
import reckoner.pricing.document.Policies;
import reckoner.pricing.document.Scope;
import reckoner.pricing.document.Tax;
import reckoner.pricing.model.ChargeTerms;
import reckoner.pricing.model.Usage;
import reckoner.proto.pricing.v1.ComputeDocumentRequest;

/** A document out of the proto; references between its parts are checked with their fields. */
final class DocumentReader {
  private static final BigDecimal TAX_PERCENT_MAX = BigDecimal.valueOf(1_000);

  private final Faults faults;
  private final ComputeDocumentRequest request;
  private final Once keys;
  private final Once taxIds;

  DocumentReader(Faults faults, ComputeDocumentRequest request) {
    this.faults = faults;
    this.request = request;
    this.keys = new Once(faults);
    this.taxIds = new Once(faults);
  }

  /**
   * A line whose usage is not priced yet.
   *
   * @param line with the amount of the request; 0 where usage is to be priced
   * @param terms none where the amount was given
   */
  record Read(String field, Line line, @Nullable ChargeTerms terms, List<Usage> usage) {}

  /** All but the lines' amounts: the document is made once they are priced. */
  record Frame(
      Rounding rounding,
      Policies policies,
      List<Discount> discounts,
      List<Bound> bounds,
      List<Credit> credits,
      List<Tax> taxes,
      BigDecimal balance) {
    Document with(List<Line> lines) {
      return new Document(rounding, policies, lines, discounts, bounds, credits, taxes, balance);
    }
  }

  /** To be read first: lines name taxes, bounds and credits name lines. */
  List<Read> lines() {
    for (int i = 0; i < request.getTaxesCount(); i++) {
      taxIds.add("taxes[%d].id".formatted(i), request.getTaxes(i).getId());
    }
    var lines = new ArrayList<Read>(request.getLinesCount());
    for (int i = 0; i < request.getLinesCount(); i++) {
      var field = "lines[%d]".formatted(i);
      var wire = request.getLines(i);
      keys.add(field + ".key", wire.getKey());
      line(field, wire).ifPresent(lines::add);
    }
    return lines;
  }

  private Optional<Read> line(String field, ComputeDocumentRequest.Line wire) {
    var taxes = new Once(faults);
    for (int i = 0; i < wire.getTaxesCount(); i++) {
      var at = "%s.taxes[%d]".formatted(field, i);
      taxes.add(at, wire.getTaxes(i));
      taxIds.require(at, wire.getTaxes(i), "tax");
    }
    var terms = new TermsReader(faults);
    var amount =
        wire.hasAmount()
            ? faults.signedAmount(field + ".amount", wire.getAmount())
            : BigDecimal.ZERO;
    @Nullable ChargeTerms price =
        wire.hasPriced() ? terms.terms(field + ".priced.terms", wire.getPriced().getTerms()) : null;
    var usage = terms.usage(field + ".priced.usage", wire.getPriced().getUsageList());
    if (!wire.hasAmount() && !wire.hasPriced()) {
      faults.add(field, "names neither an amount nor a price");
    }
    var kind = kind(wire.getKind());
    return faults
        .made(
            field,
            () ->
                new Line(
                    wire.getKey(),
                    wire.getCharge().isEmpty() ? wire.getKey() : wire.getCharge(),
                    wire.getProductGroup(),
                    wire.getContract(),
                    kind,
                    amount,
                    !wire.getNeverPaidByCredits(),
                    wire.getTaxesList()))
        .map(line -> new Read(field, line, price, usage));
  }

  private static Line.Kind kind(ComputeDocumentRequest.Kind wire) {
    return switch (wire) {
      case KIND_UNSPECIFIED, USAGE -> Line.Kind.USAGE;
      case SUBSCRIPTION -> Line.Kind.SUBSCRIPTION;
      case TRUE_UP -> Line.Kind.TRUE_UP;
      case ADJUSTMENT -> Line.Kind.ADJUSTMENT;
      case UNRECOGNIZED -> throw Faults.unchecked("kind");
    };
  }

  Frame frame(List<Read> lines) {
    var policies = new DocumentPoliciesReader(faults);
    var rounding =
        new TermsReader(faults)
            .rounding("currency", request.getCurrency(), request.getPolicies().getRounding());
    return new Frame(
        rounding,
        policies.policies("policies", request.getPolicies()),
        discounts(),
        bounds(lines.stream().map(Read::line).toList(), rounding),
        credits(),
        taxes(),
        faults.amountOrZero("balance", request.getBalance()));
  }

  private List<Discount> discounts() {
    var ids = new Once(faults);
    var discounts = new ArrayList<Discount>();
    for (int i = 0; i < request.getDiscountsCount(); i++) {
      var wire = request.getDiscounts(i);
      var field = "discounts[%d]".formatted(i);
      ids.add(field + ".id", wire.getId());
      var scope = scope(field + ".scope", wire.hasScope(), wire.getScope());
      switch (wire.getOffCase()) {
        case AMOUNT ->
            discounts.add(
                new Discount.Amount(
                    wire.getId(), scope, faults.amount(field + ".amount", wire.getAmount())));
        case PERCENT -> {
          var percent = faults.multiplier(field + ".percent", wire.getPercent());
          faults
              .made(field + ".percent", () -> new Discount.Percent(wire.getId(), scope, percent))
              .ifPresent(discounts::add);
        }
        case OFF_NOT_SET -> faults.add(field, "names neither an amount nor a percent");
      }
    }
    return discounts;
  }

  private List<Bound> bounds(List<Line> lines, Rounding rounding) {
    var scopes = new HashSet<Scope>();
    var bounds = new ArrayList<Bound>();
    for (int i = 0; i < request.getBoundsCount(); i++) {
      var wire = request.getBounds(i);
      var field = "bounds[%d]".formatted(i);
      keys.add(field + ".id", wire.getId());
      var scope = scope(field + ".scope", wire.hasScope(), wire.getScope());
      if (!scopes.add(scope)) {
        faults.add(field + ".scope", "has a bound already");
      }
      if (!wire.getMinimum().isEmpty()
          && lines.stream()
              .noneMatch(line -> line.kind() != Line.Kind.ADJUSTMENT && scope.covers(line))) {
        faults.add(field + ".minimum", "has no line in its scope that counts to it");
      }
      var minimum = bound(field + ".minimum", wire.getMinimum(), field, wire, rounding);
      var maximum = bound(field + ".maximum", wire.getMaximum(), field, wire, rounding);
      faults
          .made(field, () -> new Bound(wire.getId(), scope, minimum, maximum))
          .ifPresent(bounds::add);
    }
    return bounds;
  }

  private Optional<BigDecimal> bound(
      String field,
      String text,
      String boundField,
      ComputeDocumentRequest.Bound wire,
      Rounding rounding) {
    var stated = Optional.ofNullable(faults.amountOrNone(field, text));
    if (!wire.hasPart() || stated.isEmpty()) {
      return stated;
    }
    return new PolicyReader(faults)
        .period(boundField + ".part", wire.getPart())
        .flatMap(part ->
            stated.map(amount -> PolicyReader.prorated(amount, part, wire.getPart(), rounding)));
  }

  private List<Credit> credits() {
    var ids = new Once(faults);
    var credits = new ArrayList<Credit>();
    for (int i = 0; i < request.getCreditsCount(); i++) {
      var wire = request.getCredits(i);
      var field = "credits[%d]".formatted(i);
      ids.add(field + ".id", wire.getId());
      var amount = faults.amount(field + ".amount", wire.getAmount());
      for (int j = 0; j < wire.getLinesCount(); j++) {
        keys.require("%s.lines[%d]".formatted(field, j), wire.getLines(j), "line or bound");
      }
      credits.add(
          wire.getLinesCount() == 0
              ? new Credit.Total(wire.getId(), amount)
              : new Credit.ForLines(wire.getId(), amount, new HashSet<>(wire.getLinesList())));
    }
    return credits;
  }

  private List<Tax> taxes() {
    var taxes = new ArrayList<Tax>();
    for (int i = 0; i < request.getTaxesCount(); i++) {
      var wire = request.getTaxes(i);
      var field = "taxes[%d]".formatted(i);
      var percent = faults.multiplier(field + ".percent", wire.getPercent());
      if (percent.compareTo(TAX_PERCENT_MAX) > 0) {
        faults.add(field + ".percent", "is 0 to 1000: " + wire.getPercent());
      }
      if (wire.getInclusive() && i > 0 && !request.getTaxes(i - 1).getInclusive()) {
        faults.add(field + ".inclusive", "stands after a tax that is not");
      }
      taxes.add(new Tax(wire.getId(), percent, wire.getInclusive(), wire.getCompound()));
    }
    return taxes;
  }

  private Scope scope(String field, boolean isSet, ComputeDocumentRequest.Scope wire) {
    if (!isSet) {
      return new Scope.WholeDocument();
    }
    return switch (wire.getOfCase()) {
      case DOCUMENT -> new Scope.WholeDocument();
      case CONTRACT -> new Scope.Contract(wire.getContract());
      case PRODUCT_GROUP -> new Scope.ProductGroup(wire.getProductGroup());
      case CHARGE -> new Scope.Charge(wire.getCharge());
      case OF_NOT_SET -> {
        faults.add(field, "says not of what");
        yield new Scope.WholeDocument();
      }
    };
  }
}
