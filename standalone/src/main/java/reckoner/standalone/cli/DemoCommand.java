package reckoner.standalone.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reckoner.standalone.demo.BadInput;
import reckoner.standalone.demo.Demo;
import reckoner.standalone.demo.DemoFolder;
import reckoner.standalone.demo.DemoInputs;
import reckoner.standalone.demo.InputFile;
import reckoner.standalone.demo.Story;
import reckoner.standalone.demo.Trace;
import reckoner.standalone.platform.RemoteInstallation;
import reckoner.standalone.platform.Suite;

/** Runs the main job once and ends. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Takes a price list and usage to finalised invoices, and tells it as a story.",
      "",
      "Imports the list as cost book and as a price book of cost × 1.20, quotes each customer from"
          + " it (usage at list, 29.00 USD a month, 100,000 free input tokens a model), accepts the"
          + " quotes, streams the usage, closes the month and bills it. Each step is an ordinary"
          + " gRPC call. The same command again goes on where it stopped, or changes nothing.",
      ""
    })
final class DemoCommand implements Runnable {
  private static final YearMonth MONTH_MIN = YearMonth.of(2000, 2);
  private static final YearMonth MONTH_MAX = YearMonth.of(9899, 12);

  @Mixin
  @SuppressWarnings("NullAway.Init") // set by the command-line library
  private SuiteFlags suite;

  @CommandLine.Spec
  @SuppressWarnings("NullAway.Init") // set by the command-line library
  private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description = "Public LLM price list in JSON. Default: the project's own small list.")
  private @Nullable Path prices;

  @Option(
      names = "--trace",
      paramLabel = "FILE=PROVIDER/MODEL",
      converter = TraceConverter.class,
      description = {
        "Usage in CSV and the model of its rows; may be given several times. Columns TIMESTAMP"
            + " (UTC), ContextTokens, GeneratedTokens; optionally CacheReadTokens and"
            + " CacheWriteTokens (parts of ContextTokens), Id, Model, Customer.",
        "Default: the project's own small trace, when --prices is not given either."
      })
  private @Nullable List<Trace> traces;

  @Option(
      names = "--customers",
      paramLabel = "N",
      defaultValue = "50",
      description = "Row r belongs to customer r mod N. 1 to 10,000. Default: ${DEFAULT-VALUE}.")
  private int customers;

  @Option(
      names = "--month",
      paramLabel = "YYYY-MM",
      description = "The billed month. Default: the UTC month with most rows.")
  private @Nullable YearMonth month;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for the report and the invoices. Default: invoices in the data folder.")
  private @Nullable Path out;

  @Option(
      names = "--against",
      paramLabel = "FILE",
      description =
          "Run against services that run elsewhere with a test clock, instead of starting any. The"
              + " file says where they are and where the tenant's API keys lie: catalog-address,"
              + " rating-address, invoicing-address, workflows-address (HOST:PORT), api-keys"
              + " (folder of <role>.key); for TLS tls-ca-file, tls-certificate-file, tls-key-file.")
  private @Nullable Path against;

  @Override
  public void run() {
    var inputs = inputs();
    var fingerprint = inputs.fingerprint();
    if (against != null) {
      runAgainst(against, inputs, fingerprint);
      return;
    }
    var options = suite.options(DemoFolder.defaultFor(Path.of(".reckoner"), fingerprint));
    var story = new Story(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    var target = out == null ? options.data().resolve("invoices") : out;
    var progress = new ConsoleProgress(spec.commandLine().getErr());
    new Demo(inputs, fingerprint, target, story)
        .run(options.data(), () -> Suite.start(options, progress));
    story.detail(
        "look around: ./reckoner up --data %s%s",
        options.data(), suite.database == null ? "" : " --database …");
  }

  private void runAgainst(Path file, DemoInputs inputs, String fingerprint) {
    if (suite.data != null || suite.database != null || suite.temporal != null) {
      throw new BadInput("--against starts nothing: leave out --data, --database and --temporal");
    }
    var story = new Story(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    var target =
        out == null
            ? DemoFolder.defaultFor(Path.of(".reckoner"), fingerprint).resolve("invoices")
            : out;
    var demo = new Demo(inputs, fingerprint, target, story);
    try (var remote = RemoteInstallation.open(file)) {
      demo.runAgainst(remote);
    }
  }

  private DemoInputs inputs() {
    if (customers < 1 || customers > DemoInputs.CUSTOMERS_MAX) {
      throw new BadInput(
          "--customers is 1 to %,d, not %d".formatted(DemoInputs.CUSTOMERS_MAX, customers));
    }
    if (month != null && (month.isBefore(MONTH_MIN) || month.isAfter(MONTH_MAX))) {
      throw new BadInput("--month is %s to %s, not %s".formatted(MONTH_MIN, MONTH_MAX, month));
    }
    var given = traces == null ? List.<Trace>of() : traces;
    if (given.isEmpty() && prices != null) {
      throw new BadInput("--prices without --trace: say which usage of which model to price");
    }
    var list = prices == null ? DemoInputs.sampleList() : readable("--prices", prices);
    var all = new ArrayList<>(given);
    if (all.isEmpty()) {
      all.add(DemoInputs.sampleTrace());
    }
    for (var trace : given) {
      if (trace.file() instanceof InputFile.OnDisk(var path)) {
        readable("--trace", path);
      }
    }
    return new DemoInputs(list, all, customers, month);
  }

  private static InputFile readable(String flag, Path path) {
    if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
      throw new BadInput("%s %s: there is no such file that can be read".formatted(flag, path));
    }
    return new InputFile.OnDisk(path);
  }
}
