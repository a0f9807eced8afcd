package reckoner.standalone.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reckoner.kit.testing.ServersUsed;

class EmbeddedDatabaseTest {
  @TempDir Path temp = Path.of("");

  @BeforeAll
  static void note() {
    ServersUsed.note("the PostgreSQL and Temporal that Reckoner brings");
  }

  @Test
  void dataIsKeptBetweenStarts() throws Exception {
    try (var folder = DataFolder.open(temp);
        var database = start(folder)) {
      Sql.run(database, Service.RATING, "create table kept as select 7 as answer");
    }
    try (var folder = DataFolder.open(temp);
        var database = start(folder)) {
      assertEquals("7", Sql.value(database, Service.RATING, "select answer from kept"));
      assertEquals("on", Sql.value(database, Service.RATING, "show fsync"));
    }
    assertFalse(Files.exists(temp.resolve("postgres/postmaster.pid")));
  }

  @Test
  void everyRoleOwnsItsDatabaseAndCanReadNoOther() throws Exception {
    try (var folder = DataFolder.open(temp);
        var database = start(folder)) {
      for (var role : Service.values()) {
        Sql.run(database, role, "create extension if not exists btree_gist");
        for (var other : Service.values()) {
          if (other == role) {
            assertEquals(
                "reckoner_" + role.label(), Sql.value(database, role, "select current_user || ''"));
          } else {
            var refused =
                assertThrows(
                    SQLException.class, () -> Sql.valueAs(database, role, other, "select 1"));
            assertEquals("42501", refused.getSQLState());
          }
        }
      }
      var url = database.url(Service.CATALOG);
      var wrong =
          assertThrows(
              SQLException.class,
              () -> DriverManager.getConnection(url, "reckoner_catalog", "guess"));
      assertEquals("28P01", wrong.getSQLState());
    }
  }

  @Test
  void aKilledProcessLeavesAServerThatTheNextStartStopsAndNothingIsLost() throws Exception {
    var child = ChildProcess.start(temp);
    awaitReady(child);
    var postmaster = postmaster();
    var refused = Refusals.message(() -> DataFolder.open(temp));
    assertTrue(refused.contains("process " + child.pid()), refused);

    child.destroyForcibly().waitFor();
    assertTrue(postmaster.isAlive(), "the orphan lives on");

    var notes = new Notes();
    try (var folder = DataFolder.open(temp);
        var database =
            EmbeddedDatabase.start(folder, Secrets.in(folder), Ports.from(0).database(), notes)) {
      assertEquals("42", Sql.value(database, Service.CATALOG, "select answer from kept"));
      assertTrue(notes.said.getFirst().contains("process " + postmaster.pid()), "" + notes.said);
      assertTrue(postmaster.info().command().isEmpty(), "the orphan has ended");
    }
  }

  @Test
  void aStrangerWithTheNumberInAnOldPidFileIsLeftAlone() throws Exception {
    try (var folder = DataFolder.open(temp)) {
      start(folder).close();
      var stranger = new ProcessBuilder("sleep", "60").start();
      Files.writeString(
          temp.resolve("postgres/postmaster.pid"),
          stranger.pid() + "\n" + temp.resolve("postgres") + "\n");
      try (var database = start(folder)) {
        assertEquals("1", Sql.value(database, Service.CATALOG, "select 1"));
        assertTrue(stranger.isAlive());
      } finally {
        stranger.destroyForcibly();
      }
    }
  }

  @Test
  void anInterruptedCreationIsBegunAgain() throws Exception {
    Files.createDirectories(temp.resolve("postgres.partial/base"));
    try (var folder = DataFolder.open(temp);
        var database = start(folder)) {
      assertEquals("1", Sql.value(database, Service.CATALOG, "select 1"));
    }
  }

  @Test
  void anExternalServerGetsTheSameRolesAndDatabases() throws Exception {
    try (var folder = DataFolder.open(temp.resolve("server"));
        var server = start(folder);
        var mine = DataFolder.open(temp.resolve("mine"))) {
      var superuser = Files.readString(temp.resolve("server/secrets/postgres.password")).strip();
      var authority = server.url(Service.CATALOG).replaceAll(".*//(.*)/.*", "$1");
      var secrets = Secrets.in(mine);
      var address = "postgresql://postgres:%s@%s/".formatted(superuser, authority);
      try (var database = ExternalDatabase.connect(address, secrets)) {
        assertEquals("1", Sql.value(database, Service.WORKFLOWS, "select 1"));
        assertTrue(refusal(address, secrets).contains("is in use by another Reckoner"));
        Claim.make(database, "demo one");
        Claim.make(database, "demo one");
        var other = Refusals.message(() -> Claim.make(database, "demo two"));
        assertTrue(other.contains("holds the demo of other inputs"), other);
      }
      ExternalDatabase.connect("jdbc:" + address + "postgres", secrets).close();
      var parameters =
          "jdbc:postgresql://%s/postgres?user=postgres&password=%s&ApplicationName=mine"
              .formatted(authority, superuser);
      try (var database = ExternalDatabase.connect(parameters, secrets)) {
        var who = "select current_user || ' ' || current_setting('application_name')";
        assertEquals("reckoner_rating mine", Sql.value(database, Service.RATING, who));
      }

      var wrong = "postgresql://postgres:wrong@" + authority;
      assertTrue(refusal(wrong, secrets).contains("refuses the user or password"));
      var weak =
          "postgresql://reckoner_catalog:%s@%s/reckoner_catalog"
              .formatted(secrets.password("reckoner_catalog"), authority);
      assertTrue(refusal(weak, secrets).contains("may not create roles"));
    }
  }

  @Test
  void anExternalServerThatCannotBeReachedIsNamed() {
    try (var folder = DataFolder.open(temp)) {
      var secrets = Secrets.in(folder);
      var port = Ports.from(0).database();
      var refused = refusal("postgresql://someone:secret@127.0.0.1:" + port, secrets);
      assertTrue(refused.contains("127.0.0.1:" + port), refused);
      assertFalse(refused.contains("secret"), refused);
      assertTrue(refusal("mysql://someone:secret@host/", secrets).contains("postgresql://USER"));
    }
  }

  private static String refusal(String address, Secrets secrets) {
    return Refusals.message(() -> ExternalDatabase.connect(address, secrets));
  }

  private static EmbeddedDatabase start(DataFolder folder) {
    return EmbeddedDatabase.start(
        folder, Secrets.in(folder), Ports.from(0).database(), Progress.SILENT);
  }

  private static void awaitReady(Process child) throws Exception {
    try (var lines = child.inputReader(StandardCharsets.UTF_8)) {
      assertEquals("ready", lines.readLine());
    }
    assertFalse(child.waitFor(100, TimeUnit.MILLISECONDS));
  }

  private ProcessHandle postmaster() throws Exception {
    var lines = Files.readAllLines(temp.resolve("postgres/postmaster.pid"));
    return ProcessHandle.of(Long.parseLong(lines.getFirst())).orElseThrow();
  }

  private static final class Notes implements Progress {
    private final List<String> said = new ArrayList<>();

    @Override
    public void begun(String step) {}

    @Override
    public void done(String step, Duration took) {}

    @Override
    public void note(String message) {
      said.add(message);
    }
  }
}
