package reckoner.catalog.template;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import reckoner.catalog.file.FileFault;
import reckoner.catalog.file.TemplateFile;
import reckoner.proto.catalog.v1.TemplateExample;

/** The templates that are shipped. */
public final class Templates {
  /** In the order in which they are listed; each is a file of the folder {@code templates}. */
  public static final List<String> NAMES =
      List.of(
          "api-access",
          "subscription-saas",
          "freemium",
          "enterprise-licence",
          "credits-and-wallets",
          "outcome",
          "hybrid",
          "prepaid-annual",
          "risk-adjusted",
          "custom-development",
          "token-based",
          "marketplace",
          "data-monetisation",
          "ad-supported",
          "infrastructure",
          "platform",
          "vertical-saas",
          "cost-plus");

  private static final String BETWEEN_DOCUMENTS = "\n---\n";

  private Templates() {}

  public static List<Template> all() {
    return NAMES.stream().map(Templates::read).toList();
  }

  public static Optional<Template> named(String name) {
    return NAMES.contains(name) ? Optional.of(read(name)) : Optional.empty();
  }

  /**
   * An offer by the template's name, or by {@code TEMPLATE/OFFER}; the name alone means the main
   * offer.
   */
  public static Optional<TemplateOffer> offer(String name) {
    var slash = name.indexOf('/');
    var template = named(slash < 0 ? name : name.substring(0, slash));
    return slash < 0
        ? template.map(Template::main)
        : template.flatMap(of ->
            of.offers().stream()
                .filter(offer -> offer.example().getOffer().equals(name.substring(slash + 1)))
                .findFirst());
  }

  /** The file of a template as it stands. */
  public static byte[] file(String name) {
    try (var in = Templates.class.getResourceAsStream("/templates/" + name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("the file of template " + name + " is not there");
      }
      return in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Template read(String name) {
    var file = file(name);
    // a test holds the files to the checks of items and the bounds of requests
    var reading = TemplateFile.read(file, _ -> List.of());
    if (!reading.faults().isEmpty()) {
      throw new IllegalStateException(
          reading.faults().stream()
              .map((FileFault fault) -> fault.in(name + ".yaml"))
              .collect(Collectors.joining("\n")));
    }
    var documents = List.of(new String(file, StandardCharsets.UTF_8).split(BETWEEN_DOCUMENTS, -1));
    var offers = new ArrayList<TemplateOffer>();
    var ofExamples = documents.stream().filter(Templates::isExample).toList();
    for (int i = 0; i < reading.examples().size(); i++) {
      offers.add(
          new TemplateOffer(
              nameOf(name, reading.examples().get(i), i == 0),
              reading.items(),
              reading.examples().get(i),
              arithmetic(ofExamples.get(i))));
    }
    return new Template(
        name,
        documents.stream()
            .filter(document -> !isExample(document))
            .collect(Collectors.joining(BETWEEN_DOCUMENTS, "", "\n")),
        reading.items(),
        offers);
  }

  private static String nameOf(String template, TemplateExample example, boolean isMain) {
    return isMain ? template : template + "/" + example.getOffer();
  }

  private static boolean isExample(String document) {
    return document.lines().anyMatch(line -> line.equals("kind: " + TemplateFile.EXAMPLE));
  }

  /** The comment at the head of an example. */
  private static List<String> arithmetic(String document) {
    return document
        .lines()
        .takeWhile(line -> line.startsWith("#"))
        .map(line -> line.substring(1).replaceFirst("^ ", "").stripTrailing())
        .toList();
  }
}
