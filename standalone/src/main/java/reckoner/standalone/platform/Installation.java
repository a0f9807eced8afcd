package reckoner.standalone.platform;

import io.grpc.Channel;
import reckoner.kit.auth.Role;

/** The services of one installation as one tenant calls them: in this process or anywhere. */
@FunctionalInterface
public interface Installation {
  /** A channel that calls a service in a role, for as long as the installation is in use. */
  Channel channel(Service service, Role role);
}
