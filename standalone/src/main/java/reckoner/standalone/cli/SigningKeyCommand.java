package reckoner.standalone.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reckoner.kit.auth.TokenSigner;
import reckoner.standalone.demo.BadInput;
import reckoner.standalone.platform.OwnerOnly;

/** Keys that sign tokens. */
@Command(
    name = "signing-key",
    mixinStandardHelpOptions = true,
    subcommands = SigningKeyCommand.Create.class,
    description = "Makes keys that sign tokens.")
final class SigningKeyCommand {
  /** Makes one. */
  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = {
        "Makes a private key (ES256, JWK) in a file that only you can read.",
        "",
        "workflows issues tokens with one (RECKONER_SIGNING_KEY_FILE); every service must have its"
            + " public half among its public keys: see 'reckoner public-keys'.",
        ""
      })
  static final class Create implements Runnable {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private CommandLine.Model.CommandSpec spec;

    @Option(
        names = "--out",
        paramLabel = "FILE",
        required = true,
        description = "The file; it must not exist.")
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private Path out;

    @Option(
        names = "--machine",
        description =
            "A key for calls among the services, such as rating's: services accept role machine"
                + " from it and no other.")
    private boolean machine;

    @Override
    public void run() {
      try {
        OwnerOnly.reserve(out);
        OwnerOnly.write(out, (machine ? TokenSigner.newMachineKey() : TokenSigner.newKey()) + "\n");
      } catch (FileAlreadyExistsException taken) {
        throw new BadInput("--out %s exists and is left as it is".formatted(out));
      } catch (IOException failure) {
        throw new BadInput("--out %s cannot be written: %s".formatted(out, failure));
      }
      spec.commandLine().getOut().println("a signing key is in " + out);
    }
  }
}
