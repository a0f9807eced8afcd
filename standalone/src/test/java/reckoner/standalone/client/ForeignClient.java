package reckoner.standalone.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import reckoner.kit.faults.FaultProxy;
import reckoner.kit.faults.FaultProxy.Loss;
import reckoner.kit.testing.ServersUsed;
import reckoner.kit.testing.TestService;
import reckoner.proto.rating.v1.UsageEvent;

/**
 * A client of docs/clients in a language that this machine may not have. What is needed to build it
 * comes from that language's own registry; where it cannot be had, a test says so instead, and
 * fails where {@code RECKONER_LANGUAGES=required}.
 */
final class ForeignClient {
  static final String VARIABLE = "RECKONER_LANGUAGES";

  private static final int EVENTS = 2_500; // three batches
  private static final int LOST_TURN = 2;
  private static final int PIECES = 32;
  private static final int CHARACTERS = 2_000;

  /** Of anything that is run; a registry that does not answer must not hold up a build. */
  private static final int MINUTES_MAX = 10;

  private final String language;
  private final Path folder;

  /** What is needed to run a client cannot be had. */
  static final class Missing extends Exception {
    private static final long serialVersionUID = 1L;

    Missing(String what) {
      super(what);
    }
  }

  /** Builds a client in its folder, and answers how it is started. */
  interface Build {
    List<String> build(ForeignClient client) throws IOException, Missing;
  }

  private ForeignClient(String language, Path folder) {
    this.language = language;
    this.folder = folder;
  }

  /** The tests of a client, whose sources are copied to a folder of the build. */
  static List<DynamicTest> tests(String language, Build build) throws IOException {
    var folder = Files.createDirectories(Path.of("target", "clients", language).toAbsolutePath());
    var client = new ForeignClient(language, folder);
    try {
      client.copySources();
      var command = build.build(client);
      return List.of(
          DynamicTest.dynamicTest(
              "each event is stored once, whatever is sent again",
              () -> client.reportOverABadNetwork(command)));
    } catch (Missing missing) {
      var said = "the client in %s was not run: %s".formatted(language, missing.getMessage());
      return List.of(
          DynamicTest.dynamicTest(
              said, () -> sayMissing(said, "required".equals(System.getenv(VARIABLE)))));
    }
  }

  /**
   * Not skipped: where containers are required, no test may be, and a language is another matter.
   */
  static void sayMissing(String said, boolean isRequired) {
    System.out.println(said);
    assertFalse(isRequired, said);
  }

  private void copySources() throws IOException {
    try (var sources = Files.list(Path.of("..", "docs", "clients", language))) {
      for (var source : sources.filter(Files::isRegularFile).toList()) {
        Files.copy(
            source,
            folder.resolve(source.getFileName().toString()),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** Where it is built. */
  Path folder() {
    return folder;
  }

  /** A file of the published contracts' jar, as a file of its own. */
  Path published(String name) throws IOException {
    var file = folder.resolve(Path.of(name).getFileName().toString());
    try (var bytes = ForeignClient.class.getClassLoader().getResourceAsStream(name)) {
      Files.copy(Objects.requireNonNull(bytes), file, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }

  /** The names of our contracts in the published descriptors. */
  List<String> contracts() throws IOException {
    return FileDescriptorSet.parseFrom(Files.readAllBytes(published("reckoner/api.desc")))
        .getFileList()
        .stream()
        .map(FileDescriptorProto::getName)
        .filter(name -> name.startsWith("reckoner/"))
        .toList();
  }

  /** Runs a command of the build that must succeed. */
  void run(List<String> command) throws IOException {
    var run = Run.of(folder, Map.of(), "", command);
    assertEquals(0, run.code(), () -> command + "\n" + run.output());
  }

  /** Runs a command that fails where something cannot be had; answers what it prints. */
  String need(List<String> command) throws IOException, Missing {
    Run run;
    try {
      run = Run.of(folder, Map.of(), "", command);
    } catch (IOException absent) {
      throw new Missing("there is no " + command.getFirst());
    }
    if (run.code() != 0) {
      throw new Missing("'%s' says: %s".formatted(String.join(" ", command), run.lastLine()));
    }
    return run.output();
  }

  private void reportOverABadNetwork(List<String> command) throws IOException {
    ServersUsed.note("a client in " + language);
    var keys = Map.<String, Object>of("reckoner.signing-key-file", TestService.signingKeyFile());
    try (var catalog = TestService.start("catalog", keys)) {
      var properties = new HashMap<>(keys);
      properties.put("reckoner.catalog-address", "localhost:" + catalog.port());
      try (var rating = TestService.start("rating", properties);
          var network = new FaultProxy("127.0.0.1", rating.port(), System.nanoTime())) {
        var ids = IntStream.range(0, EVENTS).mapToObj("e%d"::formatted).toList();
        network.loseAtTurn(LOST_TURN, Loss.REPLY);
        var first = report(command, network.port(), ids);
        assertFalse(network.isLossPending(), "something was lost");
        assertEquals(ids, List.copyOf(first.keySet()));
        assertTrue(List.of("WAITING", "DUPLICATE").containsAll(first.values()), first::toString);
        assertEquals(
            ids.stream().sorted().toList(),
            RatingProcess.storedIds(rating.channel()).stream().sorted().toList());
        network.heal();
        var second = report(command, network.port(), ids);
        assertEquals(ids, List.copyOf(second.keySet()));
        assertEquals(List.of("DUPLICATE"), second.values().stream().distinct().toList());
      }
    }
  }

  /** The status that the client prints for each event, in its order; each event once. */
  private Map<String, String> report(List<String> command, int port, List<String> ids)
      throws IOException {
    var environment =
        Map.of(
            "RECKONER_RATING", "127.0.0.1:" + port,
            "RECKONER_TOKEN", RatingProcess.token(),
            "RECKONER_SERVICE_CONFIG", published("reckoner/service_config.json").toString());
    var input = new ArrayList<String>();
    var printer = JsonFormat.printer().omittingInsignificantWhitespace();
    for (var id : ids.subList(1, ids.size())) {
      input.add(printer.print(ReportingProgram.event(id)));
    }
    input.add(0, printer.print(large(ids.getFirst())));
    var run = Run.of(folder, environment, String.join("\n", input) + "\n\n", command);
    assertEquals(0, run.code(), run::output);
    return run.output()
        .lines()
        .map(line -> line.split(" ", 3))
        .collect(
            Collectors.toMap(
                cells -> cells[0],
                cells -> cells[1],
                (one, other) -> {
                  throw new AssertionError("answered twice");
                },
                LinkedHashMap::new));
  }

  /** Nearly as large as an event may be, and twice as large as JSON. */
  private static UsageEvent large(String id) {
    var event = ReportingProgram.event(id).toBuilder();
    for (int i = 0; i < PIECES; i++) {
      event.putEvidence("piece " + i, "\"".repeat(CHARACTERS));
    }
    return event.build();
  }

  /** How a program ended, and all that it printed. */
  private record Run(int code, String output) {
    static Run of(Path folder, Map<String, String> environment, String input, List<String> command)
        throws IOException {
      var output = Files.createTempFile(folder, "run", ".log");
      var stdin = Files.writeString(Files.createTempFile(folder, "run", ".in"), input);
      var builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectInput(stdin.toFile())
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      try {
        var process = builder.start();
        if (!process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)) {
          process.destroyForcibly();
          return new Run(-1, "it takes longer than %d minutes".formatted(MINUTES_MAX));
        }
        return new Run(process.exitValue(), Files.readString(output));
      } catch (InterruptedException stop) {
        throw new IllegalStateException(stop);
      } finally {
        Files.delete(output);
        Files.delete(stdin);
      }
    }

    String lastLine() {
      return Optional.of(output.strip().lines().toList())
          .filter(lines -> !lines.isEmpty())
          .map(List::getLast)
          .orElse("nothing");
    }
  }
}
