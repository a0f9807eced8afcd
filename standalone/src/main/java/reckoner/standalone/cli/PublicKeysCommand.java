package reckoner.standalone.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reckoner.kit.auth.SigningKeys;
import reckoner.standalone.demo.BadInput;
import reckoner.standalone.platform.OwnerOnly;

/** Publishes the public halves of signing keys. */
@Command(
    name = "public-keys",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the public halves of signing keys as a JWK set, which services verify tokens with"
          + " (RECKONER_PUBLIC_KEYS_FILE).",
      "",
      "Adds to the keys that FILE holds. So a signing key is rotated: add the new one and wait"
          + " until every service has read the file; let the signer change to it; an hour later,"
          + " when no token of the old one lives, write the file anew without it (--replace).",
      ""
    })
final class PublicKeysCommand implements Runnable {
  @CommandLine.Spec
  @SuppressWarnings("NullAway.Init") // set by the command-line library
  private CommandLine.Model.CommandSpec spec;

  @Option(names = "--out", paramLabel = "FILE", required = true, description = "The JWK set.")
  @SuppressWarnings("NullAway.Init") // set by the command-line library
  private Path out;

  @Option(names = "--replace", description = "Forget the keys that FILE holds.")
  private boolean replace;

  @Parameters(
      paramLabel = "KEYFILE",
      arity = "1..*",
      description = "Keys as 'reckoner signing-key create' makes them.")
  @SuppressWarnings("NullAway.Init") // set by the command-line library
  private List<Path> keyFiles;

  @Override
  public void run() {
    var published = !replace && Files.exists(out) ? read(out) : "";
    var keys = new LinkedHashMap<String, String>();
    for (var file : keyFiles) {
      keys.put(file.toString(), read(file));
    }
    try {
      OwnerOnly.writeForAll(out, SigningKeys.publish(published, keys) + "\n");
    } catch (ParseException unusable) {
      throw new BadInput("%s is left as it is: %s".formatted(out, unusable.getMessage()));
    } catch (IOException failure) {
      throw new BadInput("--out %s cannot be written: %s".formatted(out, failure));
    }
    spec.commandLine().getOut().println("the public keys are in " + out);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new BadInput("%s cannot be read".formatted(file));
    }
  }
}
