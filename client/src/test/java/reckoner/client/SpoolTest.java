package reckoner.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reckoner.client.Spool.Taken;
import reckoner.client.UsageNotTaken.Reason;

/** What is appended comes back, whole and in order, until it is acknowledged. */
class SpoolTest {
  private static final int ALL = Integer.MAX_VALUE;
  private static final int MEBIBYTE = 1 << 20;
  private static final long BYTES_MAX = UsageClientSettings.SPOOL_BYTES_LEAST;

  @TempDir Path folder = Path.of("");

  private Spool open() {
    return Spool.open(folder, BYTES_MAX, () -> {});
  }

  private static byte[] event(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> texts(Taken taken) {
    return taken.events().stream().map(event -> new String(event, StandardCharsets.UTF_8)).toList();
  }

  private static List<String> rest(Spool spool) throws IOException {
    var rest = new ArrayList<String>();
    for (var taken = spool.take(ALL, MEBIBYTE);
        taken.isPresent();
        taken = spool.take(ALL, MEBIBYTE)) {
      rest.addAll(texts(taken.get()));
    }
    return rest;
  }

  private List<Path> files(String ending) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  /** A spool with a few events, left as a crash leaves it. */
  private List<String> leave(int events) {
    var texts = IntStream.range(0, events).mapToObj("event %d"::formatted).toList();
    try (var spool = open()) {
      texts.forEach(text -> spool.append(event(text)));
    }
    return texts;
  }

  @Test
  void eventsComeBackInOrderAndInBatches() throws Exception {
    try (var spool = open()) {
      for (var text : List.of("a", "", "ccc", "d")) {
        spool.append(event(text));
      }
      assertEquals(List.of("a", ""), texts(spool.take(2, MEBIBYTE).orElseThrow()));
      assertEquals(List.of("ccc", "d"), texts(spool.take(2, MEBIBYTE).orElseThrow()));
      assertTrue(spool.take(2, MEBIBYTE).isEmpty());
      assertEquals(4, spool.waitingEvents());
    }
  }

  @Test
  void aBatchIsBoundedInBytesAndHoldsOneEventAtLeast() throws Exception {
    try (var spool = open()) {
      for (int i = 0; i < 4; i++) {
        spool.append(new byte[100]);
      }
      int two = 2 * (100 + SpoolRecord.OVERHEAD_BYTES);
      assertEquals(2, spool.take(ALL, two).orElseThrow().events().size());
      assertEquals(1, spool.take(ALL, two - 1).orElseThrow().events().size());
      assertEquals(1, spool.take(ALL, 1).orElseThrow().events().size());
    }
  }

  @Test
  void theLargestEventIsTakenAndComesBack() throws Exception {
    try (var spool = open()) {
      spool.append(new byte[SpoolRecord.EVENT_BYTES_MAX]);
      assertEquals(
          SpoolRecord.EVENT_BYTES_MAX, spool.take(1, 1).orElseThrow().events().getFirst().length);
    }
  }

  @Test
  void whatIsLeftComesBackAfterARestartAndSoOnUntilItIsAcknowledged() throws Exception {
    var left = leave(3);
    try (var spool = open()) {
      assertEquals(3, spool.waitingEvents());
      spool.append(event("later"));
      assertEquals(List.of("event 0", "event 1", "event 2", "later"), rest(spool));
    }
    try (var spool = open()) {
      var old = spool.take(3, MEBIBYTE).orElseThrow();
      assertEquals(left, texts(old));
      spool.acknowledge(old.end(), 3);
      assertEquals(1, files(SpoolFile.ENDING).size(), "the first file is gone");
    }
    try (var spool = open()) {
      var last = spool.take(ALL, MEBIBYTE).orElseThrow();
      assertEquals(List.of("later"), texts(last));
      spool.acknowledge(last.end(), 1);
    }
    assertEquals(List.of(), files(SpoolFile.ENDING), "nothing is left behind");
  }

  @Test
  void aFileStaysUntilItsLastEventIsAcknowledged() throws Exception {
    leave(3);
    try (var spool = open()) {
      var two = spool.take(2, MEBIBYTE).orElseThrow();
      spool.acknowledge(two.end(), 2);
      assertEquals(1, spool.waitingEvents());
    }
    try (var spool = open()) {
      assertEquals(List.of("event 0", "event 1", "event 2"), rest(spool));
    }
  }

  @Test
  void aTailThatACrashToreIsCutOffAtEveryByte() throws Exception {
    leave(4);
    var file = files(SpoolFile.ENDING).getFirst();
    var whole = Files.readAllBytes(file);
    int record = SpoolRecord.OVERHEAD_BYTES + "event 0".length();
    assertEquals(SpoolFile.HEADER_BYTES + 4 * record, whole.length);
    for (int length = 0; length <= whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      int sound = Math.max(0, (length - SpoolFile.HEADER_BYTES) / record);
      try (var spool = open()) {
        assertEquals(
            IntStream.range(0, sound).mapToObj("event %d"::formatted).toList(),
            rest(spool),
            "cut at byte " + length);
        assertEquals(sound, spool.waitingEvents());
        assertEquals(
            length < SpoolFile.HEADER_BYTES
                ? length
                : length - SpoolFile.HEADER_BYTES - (long) sound * record,
            spool.tornBytes());
        spool.append(event("after"));
        assertEquals(List.of("after"), rest(spool));
      }
      files(SpoolFile.ENDING).stream().filter(other -> !other.equals(file)).forEach(this::delete);
    }
  }

  @Test
  void zerosOrGarbageBehindTheLastEventAreCutOff() throws Exception {
    leave(2);
    var file = files(SpoolFile.ENDING).getFirst();
    var whole = Files.readAllBytes(file);
    for (var tail : List.of(new byte[5_000], event("garbage garbage garbage"))) {
      Files.write(file, whole);
      Files.write(file, tail, StandardOpenOption.APPEND);
      try (var spool = open()) {
        assertEquals(List.of("event 0", "event 1"), rest(spool));
        assertEquals(tail.length, spool.tornBytes());
        assertEquals(0, spool.damagedFiles());
      }
    }
  }

  @Test
  void aByteThatChangedIsFoundWhereverItIs() throws Exception {
    leave(3);
    var file = files(SpoolFile.ENDING).getFirst();
    var whole = Files.readAllBytes(file);
    int record = SpoolRecord.OVERHEAD_BYTES + "event 0".length();
    for (int at = SpoolFile.HEADER_BYTES; at < whole.length; at++) {
      var changed = whole.clone();
      changed[at] ^= 0x10;
      Files.write(file, changed);
      try (var spool = open()) {
        assertEquals((at - SpoolFile.HEADER_BYTES) / record, rest(spool).size(), "byte " + at);
      }
    }
  }

  @Test
  void damageInAFileThatWasFinishedIsKeptForPeople() throws Exception {
    leave(3);
    leave(1);
    var first = files(SpoolFile.ENDING).getFirst();
    var bytes = Files.readAllBytes(first);
    bytes[bytes.length - 1] ^= 1;
    Files.write(first, bytes);
    try (var spool = open()) {
      assertEquals(1, spool.damagedFiles());
      assertEquals(0, spool.tornBytes());
      var old = spool.take(2, MEBIBYTE).orElseThrow();
      assertEquals(List.of("event 0", "event 1"), texts(old), "what is before the damage");
      var last = spool.take(ALL, MEBIBYTE).orElseThrow();
      assertEquals(List.of("event 0"), texts(last));
      spool.acknowledge(old.end(), 2);
      spool.acknowledge(last.end(), 1);
    }
    assertEquals(List.of(), files(SpoolFile.ENDING));
    assertEquals(bytes.length, Files.size(files(".damaged").getFirst()));
  }

  @Test
  void aFileOfAnotherFormIsKeptForPeople() throws Exception {
    Files.write(folder.resolve("0000000000000000007.spool"), event("RKSPOOL2 of the future"));
    try (var spool = open()) {
      assertEquals(1, spool.damagedFiles());
      spool.append(event("goes on"));
      assertEquals(List.of("goes on"), rest(spool));
    }
    assertEquals(1, files(".damaged").size());
    try (var spool = open()) {
      spool.append(event("a file of its own"));
      assertEquals("0000000000000000009.spool", files(".spool").getLast().getFileName().toString());
    }
  }

  @Test
  void whatIsNoFileOfTheSpoolIsLeftAlone() throws Exception {
    Files.createFile(folder.resolve("mine.spool"));
    open().close();
    assertTrue(Files.exists(folder.resolve("mine.spool")));
  }

  @Test
  void aFullSpoolRefusesByNameAndHasRoomAgainOnceEventsAreAcknowledged() throws Exception {
    try (var spool = open()) {
      var event = new byte[SpoolRecord.EVENT_BYTES_MAX];
      int taken = 0;
      while (spool.bytes() + SpoolRecord.BYTES_MAX + SpoolFile.HEADER_BYTES <= BYTES_MAX) {
        spool.append(event);
        taken++;
      }
      var full = assertThrows(UsageNotTaken.class, () -> spool.append(event));
      assertEquals(Reason.SPOOL_FULL, full.reason());
      assertTrue(spool.bytes() <= BYTES_MAX);
      assertTrue(BYTES_MAX - spool.bytes() < SpoolRecord.BYTES_MAX + SpoolFile.HEADER_BYTES);
      assertEquals(taken, spool.waitingEvents(), "what was refused is not held");

      var all = new ArrayList<Taken>();
      for (var part = spool.take(ALL, MEBIBYTE);
          part.isPresent();
          part = spool.take(ALL, MEBIBYTE)) {
        all.add(part.get());
      }
      for (var part : all) {
        spool.acknowledge(part.end(), part.events().size());
      }
      spool.append(event);
      assertEquals(1, spool.waitingEvents());
    }
  }

  @Test
  void aFileThatIsFullIsFollowedByTheNext() throws Exception {
    try (var spool = open()) {
      int events = Spool.FILE_BYTES / SpoolRecord.BYTES_MAX + 2;
      for (int i = 0; i < events; i++) {
        spool.append(new byte[SpoolRecord.EVENT_BYTES_MAX]);
      }
      assertEquals(2, files(SpoolFile.ENDING).size());
      assertEquals(events, rest(spool).size());
    }
  }

  @Test
  void aSecondClientIsRefused() {
    try (var spool = open()) {
      assertEquals(Reason.SPOOL_IN_USE, assertThrows(UsageNotTaken.class, this::open).reason());
      spool.append(event("the first goes on"));
    }
    open().close();
  }

  @Test
  void aClosedSpoolRefuses() {
    var spool = open();
    spool.close();
    spool.close();
    assertEquals(
        Reason.CLOSED,
        assertThrows(UsageNotTaken.class, () -> spool.append(event("late"))).reason());
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws Exception {
    var file = Files.createFile(folder.resolve("file"));
    var refused =
        assertThrows(
            UsageNotTaken.class, () -> Spool.open(file.resolve("spool"), BYTES_MAX, () -> {}));
    assertEquals(Reason.SPOOL_FAILED, refused.reason());
  }

  @Test
  void aDiskThatRefusesIsNamedAndTheNextEventIsTaken() throws Exception {
    try (var spool = open()) {
      spool.append(event("before"));
      // in the way of the next file, as a disk that refuses to make one
      var inTheWay = Files.createDirectory(folder.resolve("0000000000000000002.spool"));
      for (int i = 0; i <= Spool.FILE_BYTES / SpoolRecord.BYTES_MAX; i++) {
        spool.append(new byte[SpoolRecord.EVENT_BYTES_MAX]);
      }
      long bytes = spool.bytes();
      var refused = assertThrows(UsageNotTaken.class, () -> spool.append(event("refused")));
      assertEquals(Reason.SPOOL_FAILED, refused.reason());
      assertEquals(bytes, spool.bytes());
      Files.delete(inTheWay);
      spool.append(event("after"));
      assertEquals("after", rest(spool).getLast());
    }
  }

  @Test
  void whatManyThreadsAppendAtOnceIsAllThere() throws Exception {
    long threads = 32;
    int each = 200;
    try (var spool = open();
        var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var begun = System.nanoTime();
      var tasks = new ArrayList<Future<?>>();
      for (int t = 0; t < threads; t++) {
        int thread = t;
        tasks.add(
            pool.submit(() -> {
              for (int i = 0; i < each; i++) {
                spool.append(event(thread + " " + i));
              }
            }));
      }
      for (var task : tasks) {
        task.get();
      }
      System.out.printf(
          "%,d events, each forced to the disk, in %,d ms%n",
          threads * each, (System.nanoTime() - begun) / 1_000_000);
      var back = rest(spool);
      assertEquals(threads * each, back.size());
      assertEquals(threads * each, back.stream().distinct().count());
    }
  }

  @Test
  void onlyTheOwnerMayReadWhatIsSpooled() throws Exception {
    var spoolFolder = folder.resolve("own");
    try (var spool = Spool.open(spoolFolder, BYTES_MAX, () -> {})) {
      spool.append(event("private"));
      try (var files = Files.list(spoolFolder)) {
        for (var file : files.toList()) {
          assertFalse(
              Files.getPosixFilePermissions(file).contains(PosixFilePermission.GROUP_READ),
              file.toString());
        }
      }
    }
  }

  private void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
