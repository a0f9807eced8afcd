package reckoner.pricing.document;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import reckoner.pricing.Currencies;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rounding;

/** A document written as text, e.g. {@code lines("usage 300, fee 100 advance").tax("8")}. */
final class Sheet {
  private final List<Line> lines = new ArrayList<>();
  private final List<Discount> discounts = new ArrayList<>();
  private final List<Bound> bounds = new ArrayList<>();
  private final List<Credit> credits = new ArrayList<>();
  private final List<Tax> taxes = new ArrayList<>();
  private Rounding rounding = Rounding.of(Currencies.of("USD"));
  private Policies policies = Policies.defaults();
  private BigDecimal balance = BigDecimal.ZERO;

  static Sheet lines(String text) {
    var sheet = new Sheet();
    for (var line : text.split(", ")) {
      var words = line.split(" ");
      boolean fee = words[0].startsWith("fee");
      boolean adjustment = words[0].startsWith("adjustment");
      sheet.lines.add(
          new Line(
              words[0],
              words[0],
              fee ? "fees" : "usage",
              "contract",
              adjustment ? Line.Kind.ADJUSTMENT : fee ? Line.Kind.SUBSCRIPTION : Line.Kind.USAGE,
              new BigDecimal(words[1]),
              words.length < 3,
              List.of()));
    }
    return sheet;
  }

  Sheet currency(String code) {
    rounding = Rounding.of(Currencies.of(code));
    return this;
  }

  Sheet policies(Policies of) {
    policies = of;
    return this;
  }

  /** Amounts and percents over the whole document: {@code "20, 10%"}; empty for none. */
  Sheet discounts(String text) {
    for (var discount : list(text)) {
      discount(discount, new Scope.WholeDocument());
    }
    return this;
  }

  Sheet discount(String text, Scope scope) {
    var id = "discount" + discounts.size();
    discounts.add(
        text.endsWith("%")
            ? new Discount.Percent(id, scope, new BigDecimal(text.replace("%", "")))
            : new Discount.Amount(id, scope, new BigDecimal(text)));
    return this;
  }

  /** The empty text stands for no minimum, no maximum. */
  Sheet bound(String minimum, String maximum, Scope scope) {
    bounds.add(new Bound("bound" + bounds.size(), scope, optional(minimum), optional(maximum)));
    return this;
  }

  Sheet credits(String text) {
    for (var credit : list(text)) {
      credits.add(new Credit.Total("credit" + credits.size(), new BigDecimal(credit)));
    }
    return this;
  }

  Sheet credit(String amount, String... keys) {
    credits.add(
        new Credit.ForLines("credit" + credits.size(), new BigDecimal(amount), Set.of(keys)));
    return this;
  }

  /** Taxes that every line bears: {@code "10 included compound, 8"}. */
  Sheet taxes(String text) {
    for (var tax : list(text)) {
      var words = Arrays.asList(tax.split(" "));
      taxes.add(
          new Tax(
              "tax" + taxes.size(),
              new BigDecimal(words.getFirst()),
              words.contains("included"),
              words.contains("compound")));
    }
    return this;
  }

  Sheet balance(String amount) {
    balance = new BigDecimal(amount);
    return this;
  }

  Document document() {
    var ids = taxes.stream().map(Tax::id).toList();
    var bearing =
        lines.stream()
            .map(line ->
                new Line(
                    line.key(),
                    line.charge(),
                    line.productGroup(),
                    line.contract(),
                    line.kind(),
                    line.amountExact(),
                    line.creditsMayPay(),
                    ids))
            .toList();
    return new Document(rounding, policies, bearing, discounts, bounds, credits, taxes, balance);
  }

  ComputedDocument computed() {
    return ComputedDocument.of(document());
  }

  /** Each line as its amount and the effects of its steps: {@code "usage 300 -45"}. */
  String shown() {
    return computed().lines().stream()
        .map(line ->
            line.line().key()
                + " "
                + Decimals.plain(line.amount())
                + line.steps().stream()
                    .map(step -> " " + signed(step.effect()))
                    .collect(Collectors.joining()))
        .collect(Collectors.joining(", "));
  }

  private static String signed(BigDecimal effect) {
    return (effect.signum() >= 0 ? "+" : "") + Decimals.plain(effect);
  }

  private static List<String> list(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(", "));
  }

  private static Optional<BigDecimal> optional(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(text));
  }
}
