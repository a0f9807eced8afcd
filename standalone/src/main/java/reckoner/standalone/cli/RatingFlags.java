package reckoner.standalone.cli;

import io.grpc.Channel;
import java.nio.file.Path;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import reckoner.kit.auth.Role;
import reckoner.standalone.platform.RemoteInstallation;
import reckoner.standalone.platform.Service;
import reckoner.standalone.platform.TokenChannel;

/** Which rating service a command speaks to. */
final class RatingFlags {
  @Option(
      names = "--address",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:9082",
      description =
          "The rating service of './reckoner up' on this machine. Default: ${DEFAULT-VALUE}.")
  private String address = "";

  @Option(
      names = "--tokens",
      paramLabel = "DIR",
      description =
          "Folder with the tokens that './reckoner up' keeps, <role>.token. Default:"
              + " .reckoner/up/tokens.")
  private Path tokens = Path.of(".reckoner", "up", "tokens");

  @Option(
      names = "--against",
      paramLabel = "FILE",
      description =
          "Services that run elsewhere instead, by API keys: the file says where they are and where"
              + " the keys lie, as that of './reckoner demo --against'.")
  private @Nullable Path against;

  /** Calls with a channel in a role, and the name of the place to which it leads. */
  <T> T with(Role role, BiFunction<Channel, String, T> work) {
    var file = against;
    if (file != null) {
      try (var remote = RemoteInstallation.open(file)) {
        return work.apply(remote.channel(Service.RATING, role), remote.place(Service.RATING));
      }
    }
    try (var local = TokenChannel.open(address, tokens, role)) {
      return work.apply(
          local.channel(), "%s by %s".formatted(address, tokens.toAbsolutePath().normalize()));
    }
  }
}
