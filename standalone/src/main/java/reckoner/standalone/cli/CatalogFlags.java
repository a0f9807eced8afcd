package reckoner.standalone.cli;

import io.grpc.Channel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import reckoner.kit.auth.Role;
import reckoner.proto.catalog.v1.ItemServiceGrpc;
import reckoner.proto.catalog.v1.ItemServiceGrpc.ItemServiceBlockingStub;
import reckoner.standalone.platform.RemoteInstallation;
import reckoner.standalone.platform.Service;
import reckoner.standalone.platform.TokenChannel;

/** Which catalog a command speaks to. */
final class CatalogFlags {
  private static final long DEADLINE_SECONDS = 120;

  @Option(
      names = "--address",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:9081",
      description = "The catalog of './reckoner up' on this machine. Default: ${DEFAULT-VALUE}.")
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

  /** Makes calls in a role. */
  <T> T call(Role role, Function<ItemServiceBlockingStub, T> call) {
    var file = against;
    if (file != null) {
      try (var remote = RemoteInstallation.open(file)) {
        return call.apply(stub(remote.channel(Service.CATALOG, role)));
      }
    }
    try (var local = TokenChannel.open(address, tokens, role)) {
      return call.apply(stub(local.channel()));
    }
  }

  private static ItemServiceBlockingStub stub(Channel channel) {
    return ItemServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }
}
