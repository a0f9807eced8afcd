package reckoner.standalone.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reckoner.catalog.template.Comparison;
import reckoner.catalog.template.Comparison.Row;
import reckoner.catalog.template.Invoices;
import reckoner.catalog.template.TemplateOffer;
import reckoner.catalog.template.Templates;
import reckoner.standalone.templates.ComparisonChart;
import reckoner.standalone.templates.ComparisonWords;
import reckoner.standalone.templates.TemplateWords;

/** Shows templates, prices volumes and compares models. */
@Command(
    name = "templates",
    mixinStandardHelpOptions = true,
    description = {
      "Lists templates of business models; shows one with its worked example; prices another"
          + " volume; compares several.",
      "",
      "An offer that is not a template's main one is named TEMPLATE/OFFER, as in the list.",
      ""
    },
    footer = {
      "",
      "  templates                                       lists all",
      "  templates hybrid > prices.yaml                  a price file to copy, its example as"
          + " comments",
      "  templates hybrid --units 10000                  another volume",
      "  templates --compare hybrid,outcome --units 10000 --svg chart.svg"
    })
final class TemplatesCommand implements Runnable {
  private static final long FROM_DEFAULT = 1;
  private static final long TO_DEFAULT = 100_000;

  @CommandLine.Spec
  @SuppressWarnings("NullAway.Init") // set by the command-line library before the command runs
  private CommandLine.Model.CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "The template to show.")
  private @Nullable String name;

  @Option(
      names = "--units",
      paramLabel = "N",
      description = "Price so many units of the main charge, 0 to 1,000,000,000,000.")
  private @Nullable Long units;

  @Option(
      names = "--compare",
      paramLabel = "NAME",
      split = ",",
      description = "Compare 2 to 6 of one currency, unit for unit: A,B,C.")
  private List<String> compared = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "N",
      description = "First volume that is compared; 1 if left out.")
  private @Nullable Long from;

  @Option(
      names = "--to",
      paramLabel = "N",
      description = "Last volume that is compared; 100,000 if left out.")
  private @Nullable Long to;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "Write the comparison as a chart, too.")
  private @Nullable Path svg;

  @Override
  public void run() {
    if (units != null && (units < 0 || units > Invoices.UNITS_MAX)) {
      throw refused("--units is 0 to %,d, not %d".formatted(Invoices.UNITS_MAX, units));
    }
    if (!compared.isEmpty()) {
      compare();
      return;
    }
    if (from != null || to != null || svg != null) {
      throw refused("--from, --to and --svg are of --compare");
    }
    if (name == null) {
      if (units != null) {
        throw refused("--units wants a template: " + String.join(", ", Templates.NAMES));
      }
      print(TemplateWords.list(Templates.all()));
    } else if (units != null) {
      print(TemplateWords.volume(offer(name), units));
    } else {
      var shown = name.contains("/") ? name.substring(0, name.indexOf('/')) : name;
      offer(name);
      print(TemplateWords.file(Templates.named(shown).orElseThrow()));
    }
  }

  private void compare() {
    if (name != null) {
      throw refused("either a NAME or --compare");
    }
    var offers = compared.stream().map(this::offer).toList();
    if (offers.size() < Comparison.OFFERS_MIN || offers.size() > Comparison.OFFERS_MAX) {
      throw refused(
          "--compare takes %d to %d names, not %d"
              .formatted(Comparison.OFFERS_MIN, Comparison.OFFERS_MAX, offers.size()));
    }
    if (offers.stream().map(TemplateOffer::name).distinct().count() < offers.size()) {
      throw refused("--compare names an offer twice");
    }
    if (offers.stream().map(TemplateOffer::currency).distinct().count() > 1) {
      throw refused(
          "--compare takes offers of one currency; %s"
              .formatted(
                  String.join(
                      ", ",
                      offers.stream().map(of -> of.name() + " is in " + of.currency()).toList())));
    }
    long first = from == null ? FROM_DEFAULT : from;
    long last = to == null ? TO_DEFAULT : to;
    if (first < 1 || last <= first || last > Invoices.UNITS_MAX) {
      throw refused(
          "--from is 1 or more, and --to above it and at most %,d; they are %d and %d"
              .formatted(Invoices.UNITS_MAX, first, last));
    }
    var comparison = Comparison.of(offers, first, last);
    if (svg != null && ComparisonChart.isEmpty(comparison)) {
      throw refused("--svg has nothing to draw: every total is 0");
    }
    if (units != null) {
      var row =
          new Row(
              units, offers.stream().map(of -> Invoices.here(of).ofVolume(units).total()).toList());
      print(ComparisonWords.at(units, offers, row));
      print(List.of(""));
    }
    print(ComparisonWords.of(comparison));
    if (svg != null) {
      write(svg, ComparisonChart.svg(comparison));
    }
  }

  private void write(Path file, String chart) {
    try {
      Files.writeString(file, chart);
    } catch (IOException unwritable) {
      throw refused("--svg %s cannot be written: %s".formatted(file, unwritable));
    }
    print(List.of("", "The chart is in %s.".formatted(file)));
  }

  private TemplateOffer offer(String named) {
    return Templates.offer(named)
        .orElseThrow(() ->
            refused(
                "there is no template %s; templates are %s"
                    .formatted(named, String.join(", ", Templates.NAMES))));
  }

  private void print(List<String> lines) {
    PrintWriter out = spec.commandLine().getOut();
    lines.forEach(out::println);
    out.flush();
  }

  private CommandLine.ParameterException refused(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
