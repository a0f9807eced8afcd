package reckoner.standalone.platform;

import io.micronaut.context.ApplicationContext;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import io.micronaut.runtime.server.EmbeddedServer;
import reckoner.kit.settings.BadSetting;

/** One service in a context of its own, with its ports open. */
final class ServiceContext implements AutoCloseable {
  private final ApplicationContext context;

  private ServiceContext(ApplicationContext context) {
    this.context = context;
  }

  /** Starts the service in a context that has its settings. */
  static ServiceContext start(Service service, ApplicationContext context) {
    try {
      context.start();
      context.getBeansOfType(EmbeddedServer.class).forEach(ServiceContext::start);
      start(context.getBean(GrpcEmbeddedServer.class));
      return new ServiceContext(context);
    } catch (RuntimeException failure) {
      context.close();
      throw new StartFailure(
          "the %s service does not start: %s".formatted(service.label(), rootMessage(failure)),
          failure);
    }
  }

  private static void start(EmbeddedServer server) {
    if (!server.isRunning()) {
      server.start();
    }
  }

  /** What is at the bottom of a failure; a setting's fault names more than its own cause does. */
  static String rootMessage(Throwable failure) {
    var root = failure;
    while (!(root instanceof BadSetting) && root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  int grpcPort() {
    return context.getBean(GrpcEmbeddedServer.class).getPort();
  }

  int httpPort() {
    return context.getBeansOfType(EmbeddedServer.class).stream()
        .filter(server -> !(server instanceof GrpcEmbeddedServer))
        .mapToInt(EmbeddedServer::getPort)
        .findFirst()
        .orElseThrow();
  }

  /** Says that it is not ready, takes no new calls, finishes those it has, and stops. */
  @Override
  public void close() {
    context.close();
  }
}
