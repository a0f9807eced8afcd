package reckoner.standalone.rules;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LayoutTest {
  private static final String KERNEL = "reckoner.pricing";
  private static final String CLIENT = "reckoner.client";
  private static final String KIT = "reckoner.kit";
  private static final String STANDALONE = "reckoner.standalone";
  private static final List<String> SERVICES =
      List.of("reckoner.catalog", "reckoner.rating", "reckoner.invoicing", "reckoner.workflows");

  /** What surrounds the domain in a service's packages; a format that calls bring is none. */
  private static final List<String> ADAPTERS =
      List.of("grpc", "http", "kafka", "postgres", "catalog", "rendering", "temporal");

  /** Whom a service may call, beside itself. */
  private static final Map<String, List<String>> CALLED =
      Map.of(
          "reckoner.catalog", List.of(),
          "reckoner.rating", List.of("catalog"),
          "reckoner.invoicing", List.of(),
          "reckoner.workflows", List.of("catalog", "rating", "invoicing"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(
              KERNEL,
              CLIENT,
              KIT,
              STANDALONE,
              "reckoner.catalog",
              "reckoner.rating",
              "reckoner.invoicing",
              "reckoner.workflows");

  private static final String WRONG = "reckoner.standalone.rules.wrong";
  private static final JavaClasses WRONG_CLASSES = new ClassFileImporter().importPackages(WRONG);

  @Test
  void theKernelDependsOnNothingOfOursAndNothingForeign() {
    Layout.kernelStandsAlone(KERNEL).check(CLASSES);
    bites(Layout.kernelStandsAlone(WRONG + ".postgres"));
  }

  @Test
  void theClientLibraryDependsOnTheContractsAndGrpcOnly() {
    Layout.clientIsSmall(CLIENT).check(CLASSES);
    bites(Layout.clientIsSmall(WRONG));
  }

  @Test
  void theDomainOfEachServiceIsFreeOfFrameworksWireAndStorage() {
    for (var service : SERVICES) {
      Layout.domainIsClean(service).check(CLASSES);
    }
    Layout.domainIsClean("reckoner.catalog.item", "reckoner.catalog").check(CLASSES);
    bites(Layout.domainIsClean(WRONG));
  }

  @Test
  void noServiceReadsAClockOrMakesIdsOfItsOwn() {
    for (var service : SERVICES) {
      Layout.timeAndChanceAreGiven(service + "..").check(CLASSES);
    }
    Layout.timeAndChanceAreGiven(KERNEL + "..").check(CLASSES);
    bites(Layout.timeAndChanceAreGiven(WRONG + ".."));
  }

  @Test
  void adaptersDoNotSeeEachOther() {
    for (var service : SERVICES) {
      for (var one : ADAPTERS) {
        ADAPTERS.stream()
            .filter(other -> !other.equals(one))
            .forEach(other -> pass(Layout.adaptersDoNotSeeEachOther(service, one, other)));
      }
    }
    bites(Layout.adaptersDoNotSeeEachOther(WRONG, "grpc", "postgres"));
  }

  @Test
  void servicesDoNotSeeEachOthersClasses() {
    for (var service : SERVICES) {
      for (var other : SERVICES) {
        if (!other.equals(service)) {
          Layout.doesNotSee(service, other + "..").check(CLASSES);
        }
      }
      Layout.doesNotSee(service, STANDALONE + "..").check(CLASSES);
      Layout.doesNotSee(KIT, service + "..", STANDALONE + "..").check(CLASSES);
    }
    bites(Layout.doesNotSee(WRONG + ".grpc", WRONG + ".postgres.."));
  }

  @Test
  void servicesCallEachOtherInOneDirection() {
    for (var service : SERVICES) {
      for (var other : List.of("catalog", "rating", "invoicing", "workflows")) {
        if (!service.endsWith(other) && !CALLED.getOrDefault(service, List.of()).contains(other)) {
          Layout.doesNotSee(service, "reckoner.proto." + other + "..").check(CLASSES);
        }
      }
    }
  }

  @Test
  void onlyWorkflowsAndStandaloneKnowTemporal() {
    for (var room :
        List.of(KERNEL, KIT, "reckoner.catalog", "reckoner.rating", "reckoner.invoicing")) {
      Layout.doesNotSee(room, "io.temporal..").check(CLASSES);
    }
    bites(Layout.doesNotSee(WRONG, "io.temporal.."));
  }

  @Test
  @Tag("F28")
  void moneyAndQuantitiesNeverPassThroughFloatingPoint() {
    Layout.noFloatingPoint(KERNEL + "..").check(CLASSES);
    for (var service : SERVICES) {
      Layout.noFloatingPoint(service).check(CLASSES);
      ADAPTERS.stream()
          // the pace of retries is no money
          .filter(adapter -> !adapter.equals("temporal"))
          .forEach(adapter -> pass(Layout.noFloatingPoint(service + "." + adapter + "..")));
    }
    bites(Layout.noFloatingPoint(WRONG));
    bites(Layout.noFloatingPoint(WRONG + ".postgres"));
  }

  /** A service need not have each adapter. */
  private static void pass(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }

  private static void bites(ArchRule rule) {
    assertTrue(rule.evaluate(WRONG_CLASSES).hasViolation(), rule.getDescription());
  }
}
