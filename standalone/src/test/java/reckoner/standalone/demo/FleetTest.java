package reckoner.standalone.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reckoner.kit.faults.FaultProxy;
import reckoner.kit.faults.FaultProxy.Direction;
import reckoner.kit.faults.FaultProxy.Loss;
import reckoner.standalone.platform.Fleet;

/**
 * Two replicas of every service, and networks that cut, delay and lose while usage streams and the
 * month is billed: the documents are those of a quiet run.
 */
class FleetTest {
  private static final long SEED = Long.getLong("reckoner.fleet.seed", 20261121L);
  private static final int ROWS = 10_000;
  private static final int CUSTOMERS = 20;
  private static final int STARTS_MAX = 30;
  private static final int PAUSE_MILLIS_MAX = 900;

  private final Path folder;

  FleetTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void brokenNetworksAndReplicasChangeNoDocument() throws Exception {
    var trace = trace();
    ReckonerProcess.run(
        folder, demo(trace, "quiet", List.of("--data", "data", "--port-base", "0")));
    var quiet = Files.readAllBytes(folder.resolve("out-quiet/invoices.json"));
    var tenant = JsonMapper.builder().build().readTree(quiet).path("tenant").asText();

    try (var fleet = Fleet.start(folder, SEED)) {
      var against = fleet.against(tenant);
      var arguments = demo(trace, "fleet", List.of("--against", against.toString()));
      var begun = System.nanoTime();
      int starts = underFaults(fleet.networks(), () -> untilDone(arguments));
      var counts = fleet.networks().stream().map(FaultProxy::counts).toList();
      long cut = counts.stream().mapToLong(FaultProxy.Counts::cut).sum();
      long lost = counts.stream().mapToLong(FaultProxy.Counts::repliesLost).sum();
      long delayed = counts.stream().mapToLong(FaultProxy.Counts::delayed).sum();
      System.out.printf(
          "fleet, seed %d: %d start(s) of the demo, %d s, %d connections, %d cut by a fault,"
              + " %d replies lost, %d chunks delayed%n",
          SEED,
          starts,
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun),
          counts.stream().mapToLong(FaultProxy.Counts::connections).sum(),
          cut,
          lost,
          delayed);
      assertTrue(cut > lost && lost > 0 && delayed > 0, "the networks were broken in each way");
    }
    assertArrayEquals(
        quiet,
        Files.readAllBytes(folder.resolve("out-fleet/invoices.json")),
        "numbers, hashes, amounts and exceptions");
  }

  /** Runs the demo again until it is through; answers how often it was started. */
  private int untilDone(List<String> arguments) throws IOException, InterruptedException {
    for (int start = 1; ; start++) {
      var demo = ReckonerProcess.start(folder, arguments);
      if (demo.finish() == 0) {
        return start;
      }
      System.out.println("start " + start + " ended: " + demo.lastLine());
      if (start == STARTS_MAX) {
        throw new AssertionError("never through\n" + demo.output());
      }
    }
  }

  private interface Work {
    int run() throws IOException, InterruptedException;
  }

  /** Breaks and mends the networks at random for as long as the work goes on. */
  private static int underFaults(List<FaultProxy> networks, Work work) throws Exception {
    var done = new AtomicBoolean();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var breaking =
          threads.submit(() -> {
            var random = new SplittableRandom(SEED);
            while (!done.get()) {
              fault(networks.get(random.nextInt(networks.size())), random);
            }
          });
      try {
        return work.run();
      } finally {
        done.set(true);
        breaking.get();
        networks.forEach(FaultProxy::heal);
      }
    }
  }

  /** One fault for a while. */
  private static void fault(FaultProxy network, SplittableRandom random) {
    switch (random.nextInt(8)) {
      case 0 -> network.cutAll();
      case 1 -> network.delay(Direction.TO_SERVER, Duration.ofMillis(20));
      case 2 -> network.delay(Direction.TO_CLIENT, Duration.ofMillis(20));
      case 3, 6 -> network.loseAtTurn(1 + random.nextInt(4), Loss.REPLY);
      case 4 -> network.loseAtTurn(1 + random.nextInt(4), Loss.REQUEST);
      case 5 -> network.cutByChance(20);
      default -> {
        network.refuse(true);
        network.cutAll();
      }
    }
    try {
      Thread.sleep(random.nextInt(PAUSE_MILLIS_MAX));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    network.heal();
  }

  private List<String> demo(Path trace, String name, List<String> where) {
    var arguments =
        new ArrayList<>(
            List.of(
                "demo",
                "--trace",
                trace + "=aurora/aurora-large",
                "--customers",
                "" + CUSTOMERS,
                "--out",
                folder.resolve("out-" + name).toString()));
    arguments.addAll(where);
    return arguments;
  }

  private Path trace() throws IOException {
    var begin = Instant.parse("2026-03-02T00:00:00Z");
    var file = folder.resolve("usage.csv");
    Files.write(
        file,
        IntStream.rangeClosed(0, ROWS)
            .mapToObj(i ->
                i == 0
                    ? "TIMESTAMP,ContextTokens,GeneratedTokens"
                    : begin.plusSeconds(30L * i) + "," + (i % 977) + ",1")
            .toList());
    return file;
  }
}
