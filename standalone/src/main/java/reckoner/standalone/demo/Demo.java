package reckoner.standalone.demo;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.workflows.v1.Contract;
import reckoner.proto.workflows.v1.ContractPeriod;
import reckoner.standalone.platform.RemoteInstallation;
import reckoner.standalone.platform.Service;
import reckoner.standalone.platform.Suite;

/**
 * The main job, step by step. Request ids and keys derive from the inputs, so a second run on the
 * same data folder goes on where the first stopped, or changes nothing.
 */
public final class Demo {
  private final DemoInputs inputs;
  private final String fingerprint;
  private final Path out;
  private final Story story;

  /**
   * Reads the inputs as far as needed to say what is wrong with them.
   *
   * @param fingerprint {@link DemoInputs#fingerprint} of the inputs
   */
  public Demo(DemoInputs inputs, String fingerprint, Path out, Story story) {
    InputCheck.check(inputs);
    this.inputs = inputs;
    this.fingerprint = fingerprint;
    this.out = out;
    this.story = story;
  }

  /** Runs the job on the suite that is started for it. */
  public void run(Path data, Supplier<Suite> start) {
    DemoFolder.check(data, fingerprint);
    var plan = DemoPlan.of(inputs);
    tellPlan(plan, "data in " + data);
    var tenant = DemoFolder.tenantOf(fingerprint);
    OutFolder.check(out, tenant);
    var begun = story.seconds();
    try (var suite = start.get()) {
      DemoFolder.claim(suite.folder().root(), fingerprint);
      suite.claim("demo " + fingerprint);
      story.tell(
          "PostgreSQL, Temporal and four services are up after %.1f s", story.seconds() - begun);
      run(plan, new Clients(suite.as(tenant)), tenant);
    }
  }

  /** Runs the job on services that run elsewhere, with a test clock, as the tenant of its keys. */
  public void runAgainst(RemoteInstallation remote) {
    var plan = DemoPlan.of(inputs);
    tellPlan(plan, "against " + remote.place(Service.WORKFLOWS));
    OutFolder.check(out, remote.tenant());
    run(plan, new Clients(remote), remote.tenant());
  }

  private void tellPlan(DemoPlan plan, String place) {
    story.tell(
        "month %s: %,d customers, %,d rows of usage from %s%s; %s",
        plan.month(),
        plan.customers().size(),
        plan.rows(),
        inputs.traces().stream()
            .map(
                trace -> "%s=%s/%s".formatted(trace.file().name(), trace.provider(), trace.model()))
            .collect(Collectors.joining(", ")),
        plan.unreadable() == 0 ? "" : ", %,d lines unreadable".formatted(plan.unreadable()),
        place);
  }

  private void run(DemoPlan plan, Clients clients, String tenant) {
    var folder = OutFolder.at(out);
    var clocks = new Clocks(clients);
    clocks.advance(plan.earliestStart());
    story.tell(
        "business time is set to %s, the earliest start of a contract", plan.earliestStart());

    var selling = new Selling(clients, story);
    var book = selling.importPrices(inputs.prices());
    selling.sell(plan.customers(), plan.month(), book);
    var watch = new Contracts(clients, story);
    var contracts = watch.await("active", Demo::isActive);
    story.tell("%,d contracts are active", contracts.size());

    var streaming = streamingTime(plan, contracts);
    clocks.advance(streaming);
    story.tell("business time is set to %s, inside every grace window", streaming);
    var rejected = folder.rejectedLines();
    noteUnreadable(rejected);
    var sender = new UsageSender(clients, story, inputs.customers(), rejected);
    sender.send(inputs.traces(), time -> !time.isAfter(streaming));
    tellUsage(sender);

    var lastCutoff = cutoffs(contracts).stream().max(Comparator.naturalOrder()).orElseThrow();
    var past = lastCutoff.plusSeconds(1);
    clocks.advance(past);
    var closeBegun = story.seconds();
    story.tell("business time is set to %s, past the last cut-off", past);
    var closed = watch.await("closed or blocked", Demo::isSettled);
    tellClosed(closed);
    var run = new Billing(clients, story).run(plan);
    var secondsToInvoice = story.seconds() - closeBegun;
    story.tell(
        "billing run %s: %,d invoices finalised and rendered, %,d exceptions",
        run.getBillingRun(), run.getFinalised(), run.getExceptionsCount());

    if (plan.latestEvent().isAfter(streaming)) {
      clocks.advance(plan.latestEvent().isAfter(past) ? plan.latestEvent() : past);
      sender.send(inputs.traces(), time -> time.isAfter(streaming));
      story.tell("usage that is later than the month was streamed too");
    }
    rejected.close();
    new Results(plan, clients, folder, story, rejected)
        .gather(tenant, run, sender, secondsToInvoice);
  }

  private void noteUnreadable(RejectedLines rejected) {
    for (var trace : inputs.traces()) {
      var file = trace.file().name();
      TraceReader.read(
          trace.file(),
          line -> {
            if (line instanceof TraceLine.Broken(var number, var message, var text)) {
              rejected.add(
                  new RejectedLine(
                      file, number, "", "UNREADABLE", "LINE_UNREADABLE", message, text));
            }
          });
    }
  }

  /** The later of the latest event and the latest period end, yet before the first cut-off. */
  private static Instant streamingTime(DemoPlan plan, List<Contract> contracts) {
    var wanted =
        plan.latestEvent().isAfter(plan.latestEnd()) ? plan.latestEvent() : plan.latestEnd();
    var last =
        cutoffs(contracts).stream().min(Comparator.naturalOrder()).orElseThrow().minusSeconds(1);
    return wanted.isAfter(last) ? last : wanted;
  }

  private static List<Instant> cutoffs(List<Contract> contracts) {
    return contracts.stream()
        .flatMap(contract -> contract.getPeriodsList().stream())
        .map(period -> Wire.instant(period.getCutoffTime()))
        .toList();
  }

  private static boolean isActive(Contract contract) {
    return contract.getState() == Contract.State.ACTIVE
        || contract.getState() == Contract.State.ENDED;
  }

  private static boolean isSettled(Contract contract) {
    return contract.getPeriodsList().stream()
        .noneMatch(period -> period.getState() == ContractPeriod.State.OPEN);
  }

  private void tellUsage(UsageSender sender) {
    var counts = sender.counts();
    story.tell(
        "%,d events streamed in %.1f s, %,.0f a second: %s",
        sender.events(),
        sender.secondsBusy(),
        sender.eventsPerSecond(),
        counts.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> "%,d %s".formatted(entry.getValue(), word(entry.getKey())))
            .collect(Collectors.joining(", ")));
  }

  private static String word(EventResult.Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  private void tellClosed(List<Contract> contracts) {
    var blocked =
        contracts.stream()
            .filter(contract ->
                contract.getPeriodsList().stream()
                    .anyMatch(period -> period.getState() == ContractPeriod.State.BLOCKED))
            .count();
    story.tell(
        "%,d periods closed, %,d blocked by usage without a price",
        contracts.size() - blocked, blocked);
  }
}
