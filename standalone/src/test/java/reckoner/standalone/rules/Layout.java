package reckoner.standalone.rules;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import io.grpc.Status;
import java.util.Set;
import java.util.function.Predicate;
import reckoner.kit.auth.Role;
import reckoner.kit.store.Transactions;

/** The layout of the code in one sentence each. */
final class Layout {
  private static final Set<String> READERS_OF_TIME_AND_CHANCE =
      Set.of(
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalTime.now",
          "java.time.LocalDateTime.now",
          "java.time.OffsetDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.YearMonth.now",
          "java.time.Year.now",
          "java.time.InstantSource.system",
          "java.time.Clock.systemUTC",
          "java.time.Clock.systemDefaultZone",
          "java.time.Clock.system",
          "java.time.ZoneId.systemDefault",
          "java.lang.System.currentTimeMillis",
          "java.util.UUID.randomUUID",
          "java.util.concurrent.ThreadLocalRandom.current",
          "java.util.Random.<init>",
          "java.security.SecureRandom.<init>",
          "java.lang.Math.random");

  private Layout() {}

  /** The kernel of prices knows the JDK and itself. */
  static ArchRule kernelStandsAlone(String kernel) {
    return classes()
        .that()
        .resideInAPackage(kernel + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(kernel + "..", "java..", "org.jspecify..");
  }

  /** Programs of others take the library in, with what it needs. */
  static ArchRule clientIsSmall(String client) {
    return classes()
        .that()
        .resideInAPackage(client + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            client + "..",
            "java..",
            "org.jspecify..",
            "reckoner.proto..",
            "io.grpc..",
            "com.google.protobuf..");
  }

  /**
   * A domain has no framework, no wire, no SQL, no log: the package root of a service, and what
   * stands beside it.
   */
  static ArchRule domainIsClean(String root, String... beside) {
    var foreign =
        not(resideInAnyPackage("java..", "org.jspecify..", "reckoner.pricing..", root))
            .and(not(resideInAnyPackage(beside)))
            .and(not(resideInAnyPackage("reckoner.kit.refusal..")))
            // a price list's own expressions, in linear time
            .and(not(resideInAnyPackage("com.google.re2j..")))
            // the unit of work, without a word of SQL
            .and(not(type(Transactions.class)))
            // what an account is trusted with, a word of the business
            .and(not(type(Role.class)))
            // a reason names the status with which it travels
            .and(not(type(Status.class).or(type(Status.Code.class))))
            .or(resideInAnyPackage("java.sql.."));
    return noClasses()
        .that(resideInAnyPackage(root).and(writtenByHand()))
        .should()
        .dependOnClassesThat(foreign.as("are of frameworks, wire, storage or other packages"))
        .as("the domain %s uses the JDK, prices and refusals only".formatted(root));
  }

  /** Time and chance come in through interfaces. */
  static ArchRule timeAndChanceAreGiven(String packages) {
    return noClasses()
        .that()
        .resideInAPackage(packages)
        .should()
        .callCodeUnitWhere(
            describe(
                "it reads a clock or makes an id",
                call ->
                    READERS_OF_TIME_AND_CHANCE.contains(
                        call.getTargetOwner().getName() + "." + call.getName())));
  }

  /** Adapters surround the domain and do not see each other. */
  static ArchRule adaptersDoNotSeeEachOther(String root, String one, String other) {
    return noClasses()
        .that()
        .resideInAPackage(root + "." + one + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(root + "." + other + "..");
  }

  /** One room does not see another's classes. */
  static ArchRule doesNotSee(String room, String... others) {
    return noClasses()
        .that()
        .resideInAPackage(room + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others);
  }

  /** Money and quantities are decimals: no floating point in fields, parameters and results. */
  static ArchRule noFloatingPoint(String packages) {
    return classes().that().resideInAPackage(packages).should(new NoFloatingPoint());
  }

  private static DescribedPredicate<JavaClass> writtenByHand() {
    return DescribedPredicate.describe(
        "written by hand",
        type -> !type.getSimpleName().equals("package-info") && !type.getName().contains(".$"));
  }

  private static DescribedPredicate<JavaCall<?>> describe(
      String text, Predicate<JavaCall<?>> test) {
    return DescribedPredicate.describe(text, test);
  }
}
