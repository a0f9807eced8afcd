package reckoner.workflows;

import com.google.protobuf.util.Durations;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reckoner.kit.testing.Containers;
import reckoner.kit.testing.RealTemporal;
import reckoner.kit.testing.ServersUsed;

/**
 * The Temporal of one test: a real one with a namespace of its own where containers are used, else
 * the SDK's test server, which takes any namespace. Both forget everything when they are stopped,
 * unless a real one was asked to keep it.
 */
abstract sealed class TestTemporal implements AutoCloseable {
  private static final AtomicInteger COUNT = new AtomicInteger();

  final String namespace = "test-" + COUNT.incrementAndGet();

  static TestTemporal start() {
    return Containers.forTemporal() ? new InContainer(Shared.SERVER, true) : new InMemory();
  }

  /** A real server of the test's own, that knows everything after it was killed. */
  static TestTemporal startKeeping() {
    return new InContainer(RealTemporal.start(true), false);
  }

  /** One for a JVM, whose tests run one after the other; the reaper removes it. */
  private static final class Shared {
    static final RealTemporal SERVER = RealTemporal.start(false);
  }

  abstract String target();

  /** Unlike the test server, a real one knows only namespaces that were made. */
  void registerNamespace(String name) {
    var _ =
        ask(stubs -> {
          try {
            return stubs
                .blockingStub()
                .registerNamespace(
                    RegisterNamespaceRequest.newBuilder()
                        .setNamespace(name)
                        .setWorkflowExecutionRetentionPeriod(Durations.fromDays(1))
                        .build());
          } catch (StatusRuntimeException failure) {
            if (failure.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
              throw failure;
            }
            return name;
          }
        });
  }

  abstract void stop();

  abstract void restart();

  @Override
  public abstract void close();

  <T> T ask(Function<WorkflowServiceStubs, T> question) {
    var stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(target()).build());
    try {
      return question.apply(stubs);
    } finally {
      stubs.shutdownNow();
    }
  }

  /** What the server's visibility answers; only a real one has it. */
  List<WorkflowExecutionInfo> list(String query) {
    return ask(stubs ->
        stubs
            .blockingStub()
            .listWorkflowExecutions(
                ListWorkflowExecutionsRequest.newBuilder()
                    .setNamespace(namespace)
                    .setQuery(query)
                    .setPageSize(1000)
                    .build())
            .getExecutionsList());
  }

  /** Keeps what it remembers of a process for {@code ReplayTest}. */
  void keepHistory(String workflowId, String name) {
    var history =
        ask(stubs ->
            WorkflowClient.newInstance(
                    stubs, WorkflowClientOptions.newBuilder().setNamespace(namespace).build())
                .fetchHistory(workflowId)
                .toJson(true));
    try {
      var folder = Files.createDirectories(Path.of("target", "histories"));
      // the identity and the sticky queue name a machine
      Files.writeString(
          folder.resolve(name + ".json"),
          history
                  .replaceAll("\"identity\": \"[^\"]*\"", "\"identity\": \"test\"")
                  .replaceAll("\"[0-9]+@[^:\"]*:", "\"test:")
              + "\n");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The SDK's server, its clock locked to real time. */
  private static final class InMemory extends TestTemporal {
    private final int port = Neighbour.freePort();
    private TestServer.@Nullable PortBoundTestServer server;

    InMemory() {
      restart();
    }

    @Override
    String target() {
      return "localhost:" + port;
    }

    @Override
    void stop() {
      if (server != null) {
        server.close();
        server = null;
      }
    }

    @Override
    void restart() {
      ServersUsed.note("the in-memory Temporal");
      server = TestServer.createPortBoundServer(port, true);
    }

    @Override
    public void close() {
      stop();
    }
  }

  private static final class InContainer extends TestTemporal {
    private final RealTemporal server;
    private final boolean shared;
    private boolean runs = true;

    InContainer(RealTemporal server, boolean shared) {
      this.server = server;
      this.shared = shared;
      ServersUsed.note(RealTemporal.NAME);
      registerNamespace(namespace);
      awaitUsable();
    }

    @Override
    String target() {
      return server.target();
    }

    @Override
    void stop() {
      if (runs) {
        server.kill();
        runs = false;
      }
    }

    @Override
    void restart() {
      server.restart();
      runs = true;
      registerNamespace(namespace);
      awaitUsable();
    }

    /** A new namespace is known to all parts of a server only after a while. */
    private void awaitUsable() {
      Deployment.await(
          namespace + " can be used",
          () -> {
            try {
              return list("") != null;
            } catch (StatusRuntimeException notYet) {
              return false;
            }
          });
    }

    @Override
    public void close() {
      if (shared) {
        if (!runs) {
          server.restart();
        }
      } else {
        server.close();
      }
    }
  }
}
