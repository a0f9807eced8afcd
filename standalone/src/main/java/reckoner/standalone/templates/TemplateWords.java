package reckoner.standalone.templates;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reckoner.catalog.template.Computations;
import reckoner.catalog.template.Invoice;
import reckoner.catalog.template.Invoices;
import reckoner.catalog.template.StepResult;
import reckoner.catalog.template.Steps;
import reckoner.catalog.template.Template;
import reckoner.catalog.template.TemplateOffer;
import reckoner.proto.catalog.v1.ChargeUse;
import reckoner.proto.catalog.v1.LaterPart;
import reckoner.proto.pricing.v1.Usage;
import reckoner.standalone.print.TextTable;

/** Templates as lines of text. */
public final class TemplateWords {
  private TemplateWords() {}

  /** All templates, each with what its example comes to. */
  public static List<String> list(List<Template> templates) {
    var table = new TextTable(2);
    for (var offer : templates.stream().flatMap(of -> of.offers().stream()).toList()) {
      table.row(
          List.of(
              offer.name(),
              offer.example().getTitle(),
              Numbers.of(Invoices.here(offer).ofExample().total()) + " " + offer.currency()));
    }
    return table.lines();
  }

  /**
   * The price file, and the worked examples as its comments: what is printed may be kept as a
   * catalog file.
   */
  public static List<String> file(Template template) {
    return Stream.concat(
            template.file().lines(),
            template.offers().stream()
                .flatMap(offer ->
                    Stream.concat(Stream.of(""), example(offer).stream())
                        .map(line -> ("# " + line).stripTrailing())))
        .toList();
  }

  static List<String> example(TemplateOffer offer) {
    var example = offer.example();
    var invoice = Invoices.here(offer).ofExample();
    var lines = new ArrayList<String>();
    lines.add("Worked example: " + example.getTitle());
    lines.add(example.getStory());
    lines.add("");
    lines.add(
        "Offer %s, from %s until %s%s"
            .formatted(
                example.getOffer(),
                example.getStart(),
                example.getEnd(),
                example.getZone().isEmpty() ? "" : " by the clock of " + example.getZone()));
    lines.add("");
    lines.add("Usage in:");
    example.getUsesList().stream().map(TemplateWords::use).forEach(lines::add);
    lines.add("");
    lines.addAll(invoice(offer, invoice));
    if (!offer.arithmetic().isEmpty()) {
      lines.add("");
      lines.addAll(offer.arithmetic());
    }
    for (var step : Steps.of(offer, Computations.here())) {
      lines.add("");
      lines.addAll(step(step));
    }
    if (example.getLaterWorkCount() > 0) {
      lines.add("");
      lines.add("Computed here, and part of a contract's life with later work:");
      example.getLaterWorkList().stream().map(TemplateWords::later).forEach(lines::add);
    }
    return lines;
  }

  /** What so many units come to. */
  public static List<String> volume(TemplateOffer offer, long units) {
    return Stream.concat(
            Stream.of(
                "%s: %s × %s, before tax"
                    .formatted(
                        offer.name(), Numbers.units(units), offer.example().getVolume().getUnit()),
                ""),
            invoice(offer, Invoices.here(offer).ofVolume(units)).stream())
        .toList();
  }

  private static List<String> invoice(TemplateOffer offer, Invoice invoice) {
    var table = new TextTable(1);
    table.row(List.of("Lines out", "quantity priced", "amount in " + offer.currency()));
    for (var line : invoice.lines()) {
      table.row(
          List.of(
              "  " + line.charge(), Numbers.of(line.quantityPriced()), Numbers.of(line.amount())));
    }
    var totals = invoice.document().getTotals();
    sum(table, "discounts", totals.getDiscounts(), "−");
    sum(table, "cut to a maximum", totals.getCut(), "−");
    sum(table, "taxes", totals.getTaxes(), "");
    table.row(List.of("  total", "", Numbers.of(totals.getTotal())));
    var lines = new ArrayList<>(table.lines());
    lines.add("");
    lines.add("How it came about:");
    for (var line : invoice.lines()) {
      line.words().forEach(words -> lines.add("  %s: %s".formatted(line.charge(), words)));
    }
    invoice
        .document()
        .getStepsList()
        .forEach(step -> lines.add("  the invoice: " + step.getWords()));
    return lines;
  }

  private static void sum(TextTable table, String name, String amount, String sign) {
    if (amount.chars().anyMatch(digit -> digit >= '1' && digit <= '9')) {
      table.row(List.of("  " + name, "", sign + Numbers.of(amount)));
    }
  }

  private static String use(ChargeUse use) {
    var parts = new ArrayList<String>();
    if (!use.getQuantity().isEmpty()) {
      parts.add(Numbers.of(use.getQuantity()));
    }
    use.getChangesList()
        .forEach(change ->
            parts.add("from %s %s".formatted(change.getDate(), Numbers.of(change.getQuantity()))));
    Stream.concat(use.getUsageList().stream(), use.getReadingsList().stream())
        .map(TemplateWords::usage)
        .forEach(parts::add);
    return "  %s: %s".formatted(use.getCharge(), String.join("; ", parts));
  }

  private static String usage(Usage usage) {
    var about = new TreeMap<>(usage.getDimensionsMap());
    about.putAll(usage.getQuantitiesMap());
    var words =
        about.entrySet().stream()
            .map(one -> one.getKey() + " " + one.getValue())
            .collect(Collectors.joining(", "));
    var time = usage.hasTime() ? "at " + Instant.ofEpochSecond(usage.getTime().getSeconds()) : "";
    return Stream.of(
            Numbers.of(usage.getQuantity()), words.isEmpty() ? "" : "(" + words + ")", time)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" "));
  }

  private static List<String> step(StepResult step) {
    return Stream.concat(
            Stream.of("Beside the invoice, " + step.title() + ":"),
            step.values().entrySet().stream().map(TemplateWords::value))
        .toList();
  }

  private static String value(Map.Entry<String, String> value) {
    return "  %s = %s".formatted(value.getKey(), Numbers.of(value.getValue()));
  }

  private static String later(LaterPart later) {
    return "  %s: %s"
        .formatted(
            later.getWork().name().toLowerCase(Locale.ROOT).replace('_', '-'), later.getPart());
  }
}
