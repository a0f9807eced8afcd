package reckoner.standalone.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tenants of a deployment. */
@Command(
    name = "tenant",
    mixinStandardHelpOptions = true,
    subcommands = TenantCommand.Create.class,
    description = "Makes tenants in the workflows database of a deployment.")
final class TenantCommand {
  /** Makes one. */
  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = {
        "Makes a tenant; one that exists is left as it is.",
        "",
        "Works on the workflows database itself, which must have been migrated; the service need"
            + " not run.",
        ""
      })
  static final class Create implements Runnable {
    @Mixin
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private WorkflowsDatabaseFlags database;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private CommandLine.Model.CommandSpec spec;

    @Parameters(
        paramLabel = "NAME",
        description = "1 to 60 lower-case letters, digits and '-'; it never changes.")
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private String name;

    @Override
    public void run() {
      try (var identities = database.open()) {
        var made = identities.createTenant(name);
        spec.commandLine()
            .getOut()
            .println(
                made ? "tenant %s is made".formatted(name) : "tenant %s exists".formatted(name));
      }
    }
  }
}
