package reckoner.standalone.platform;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import reckoner.kit.auth.BearerCredentials;
import reckoner.kit.auth.Role;
import reckoner.kit.net.Channels;

/** A service on this machine, called with a token that lies in a file. */
public final class TokenChannel implements AutoCloseable {
  private final ManagedChannel open;
  private final Channel channel;

  private TokenChannel(ManagedChannel open, String token) {
    this.open = open;
    this.channel =
        ClientInterceptors.intercept(open, new Credential(new BearerCredentials(() -> token)));
  }

  /**
   * Opens a channel.
   *
   * @param tokens the folder with a file {@code <role>.token} for each role
   * @throws StartFailure where there is no token
   */
  public static TokenChannel open(String target, Path tokens, Role role) {
    var file = tokens.resolve(role.name().toLowerCase(Locale.ROOT) + ".token");
    try {
      var token = Files.readString(file).strip();
      return new TokenChannel(
          Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())
              .maxInboundMessageSize(Channels.MESSAGE_BYTES_MAX)
              .build(),
          token);
    } catch (IOException missing) {
      throw new StartFailure(
          "there is no token in %s: './reckoner up' keeps one while it runs, --tokens says where,"
                  .formatted(file)
              + " --against names services that run elsewhere",
          missing);
    }
  }

  public Channel channel() {
    return channel;
  }

  @Override
  public void close() {
    open.shutdownNow();
  }
}
