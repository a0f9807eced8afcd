package reckoner.standalone.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reckoner.kit.auth.Role;
import reckoner.kit.store.Migrator;
import reckoner.kit.testing.ServersUsed;
import reckoner.proto.catalog.v1.CatalogServiceGrpc;
import reckoner.proto.clock.v1.ClockServiceGrpc;
import reckoner.proto.clock.v1.GetClockRequest;
import reckoner.proto.invoicing.v1.InvoicingServiceGrpc;
import reckoner.proto.rating.v1.EstimateServiceGrpc;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.proto.workflows.v1.BillingRunServiceGrpc;
import reckoner.proto.workflows.v1.ContractServiceGrpc;
import reckoner.proto.workflows.v1.CustomerServiceGrpc;
import reckoner.proto.workflows.v1.QuoteServiceGrpc;

class SuiteTest {
  private static final Map<Service, List<ServiceDescriptor>> APIS =
      Map.of(
          Service.CATALOG, List.of(CatalogServiceGrpc.getServiceDescriptor()),
          Service.RATING,
              List.of(
                  RatingServiceGrpc.getServiceDescriptor(),
                  EstimateServiceGrpc.getServiceDescriptor()),
          Service.INVOICING, List.of(InvoicingServiceGrpc.getServiceDescriptor()),
          Service.WORKFLOWS,
              List.of(
                  CustomerServiceGrpc.getServiceDescriptor(),
                  QuoteServiceGrpc.getServiceDescriptor(),
                  ContractServiceGrpc.getServiceDescriptor(),
                  BillingRunServiceGrpc.getServiceDescriptor()));

  @TempDir Path temp = Path.of("");

  @BeforeAll
  static void note() {
    ServersUsed.note("the PostgreSQL and Temporal that Reckoner brings");
  }

  @Test
  void everyRpcIsServedAndAsksForACredentialAndTheFolderIsFreeAfterwards() throws Exception {
    try (var suite = Suite.start(SuiteOptions.embedded(temp, 0), Progress.SILENT)) {
      for (var service : Service.values()) {
        var channel = suite.channel(service, "acme", Role.OPERATOR);
        var clock =
            ClockServiceGrpc.newBlockingStub(channel)
                .getClock(GetClockRequest.getDefaultInstance());
        assertTrue(clock.getSerializedSize() > 0);
        var nobody = ClockServiceGrpc.newBlockingStub(suite.channel(service));
        var refused =
            assertThrows(
                StatusRuntimeException.class,
                () -> nobody.getClock(GetClockRequest.getDefaultInstance()));
        assertEquals(Status.Code.UNAUTHENTICATED, refused.getStatus().getCode());
      }
      for (var service : Service.values()) {
        for (var api : APIS.getOrDefault(service, List.of())) {
          for (var method : api.getMethods()) {
            assertEquals(
                Status.Code.UNAUTHENTICATED,
                Anonymous.call(suite.channel(service), method),
                method.getFullMethodName());
          }
        }
      }
      assertTrue(Files.readString(temp.resolve("logs/reckoner.log")).contains("\"message\""));
    }
    assertFalse(Files.exists(temp.resolve("postgres/postmaster.pid")));
    DataFolder.open(temp).close();
  }

  @Test
  void aTakenPortStopsTheStartBeforeAnythingRuns() throws Exception {
    try (var other = new ServerSocket(0, 1, InetAddress.ofLiteral(Hosts.LOCAL))) {
      var base = other.getLocalPort() - 2;
      var options = SuiteOptions.embedded(temp, base);
      var message = Refusals.message(() -> Suite.start(options, Progress.SILENT));
      assertTrue(message.contains("is taken"), message);
      assertFalse(Files.exists(temp.resolve("postgres")));
    }
    DataFolder.open(temp).close();
  }

  @Test
  void aDatabaseOfANewerSchemaIsRefusedAndTheFolderNamed() throws Exception {
    try (var folder = DataFolder.open(temp);
        var database =
            EmbeddedDatabase.start(
                folder, Secrets.in(folder), Ports.from(0).database(), Progress.SILENT)) {
      Migrator.migrate(
          "rating",
          database.url(Service.RATING),
          database.user(Service.RATING),
          database.password(Service.RATING));
      Sql.run(
          database,
          Service.RATING,
          "insert into flyway_schema_history (installed_rank, version, description, type, script,"
              + " installed_by, execution_time, success) values (999, '29991231.01', 'future',"
              + " 'SQL', 'V29991231.01__future.sql', 'x', 1, true)");
    }
    var options = SuiteOptions.embedded(temp, 0);
    var message = Refusals.message(() -> Suite.start(options, Progress.SILENT));
    assertTrue(message.contains(temp.toString()), message);
    assertTrue(message.contains("rating database has schema 29991231.01"), message);
    try (var folder = DataFolder.open(temp);
        var database =
            EmbeddedDatabase.start(
                folder, Secrets.in(folder), Ports.from(0).database(), Progress.SILENT)) {
      var tables = "select count(*) from pg_tables where schemaname = 'public'";
      assertEquals("0", Sql.value(database, Service.CATALOG, tables), "nothing was migrated");
    }
  }

  @Test
  void aTemporalServerThatDoesNotAnswerIsNamed() {
    var options = new SuiteOptions(temp, 0, null, "127.0.0.1:1");
    var message = Refusals.message(() -> Suite.start(options, Progress.SILENT));
    assertTrue(message.contains("no Temporal server answers at 127.0.0.1:1"), message);
    for (var address : List.of("nonsense", "localhost:7233/", "localhost:99999")) {
      assertTrue(
          Refusals.message(() -> Temporal.external(address)).contains("takes HOST:PORT"), address);
    }
  }
}
