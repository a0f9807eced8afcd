package reckoner.standalone.cli;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
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
import reckoner.standalone.platform.StartFailure;
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
        return answer(remote.place(Service.CATALOG), remote.channel(Service.CATALOG, role), call);
      }
    }
    try (var local = TokenChannel.open(address, tokens, role)) {
      return answer("the catalog at " + address, local.channel(), call);
    }
  }

  private static <T> T answer(
      String place, Channel channel, Function<ItemServiceBlockingStub, T> call) {
    try {
      return call.apply(
          ItemServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS));
    } catch (StatusRuntimeException failure) {
      throw StartFailure.ofSilence(place, failure);
    }
  }
}
