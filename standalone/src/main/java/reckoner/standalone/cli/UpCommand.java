package reckoner.standalone.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reckoner.standalone.demo.DemoFolder;
import reckoner.standalone.platform.Service;
import reckoner.standalone.platform.Suite;

/** Keeps everything running until it is told to stop. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Starts everything and keeps it running until Ctrl-C.",
      "",
      "Prints the ports, where tokens for each role are kept, and a first call to try.",
      ""
    })
final class UpCommand implements Runnable {
  @Mixin
  @SuppressWarnings("NullAway.Init") // set by the command-line library
  private SuiteFlags flags;

  @CommandLine.Spec
  @SuppressWarnings("NullAway.Init") // set by the command-line library
  private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--tenant",
      paramLabel = "NAME",
      description =
          "Tenant of the printed tokens. Default: that of the demo in the data folder, or 'demo'.")
  private @Nullable String tenant;

  @Override
  public void run() {
    var options = flags.options(Path.of(".reckoner", "up"));
    try (var suite = Suite.start(options, new ConsoleProgress(spec.commandLine().getErr()))) {
      var name =
          tenant == null ? DemoFolder.tenantIn(suite.folder().root()).orElse("demo") : tenant;
      var tokens = new TokenFiles(suite, name);
      tokens.keepFresh();
      tell(spec.commandLine().getOut(), suite, tokens);
      awaitEnd();
    }
  }

  private static void tell(PrintWriter out, Suite suite, TokenFiles tokens) {
    for (var service : Service.values()) {
      out.printf(
          "%-10s gRPC 127.0.0.1:%d   health and metrics http://127.0.0.1:%d/health /prometheus%n",
          service.label(), suite.ports().grpc(service), suite.ports().http(service));
    }
    out.printf("temporal   %s%n", suite.temporalTarget());
    out.printf("data       %s%n", suite.folder().root());
    out.printf(
        "tokens     %s/<role>.token of tenant %s, renewed while this runs%n",
        tokens.folder(), tokens.tenant());
    out.println();
    out.println("Try:");
    out.printf(
        "  grpcurl -plaintext -H \"authorization: Bearer $(cat '%s')\" 127.0.0.1:%d"
            + " reckoner.catalog.v1.CatalogService/GetCatalogPosition%n",
        tokens.file(TokenFiles.FIRST_ROLE), suite.ports().grpc(Service.CATALOG));
    out.println();
    out.println("Everything runs. Ctrl-C stops it.");
    out.flush();
  }

  private static void awaitEnd() {
    try {
      // the suite is stopped by the end of the process
      new CountDownLatch(1).await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
