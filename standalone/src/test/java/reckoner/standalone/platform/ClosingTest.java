package reckoner.standalone.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ClosingTest {
  private final List<String> stopped = Collections.synchronizedList(new ArrayList<>());

  @Test
  void partsStopInTheirTurnWhateverTheOrderOfStarting() {
    var closing = new Closing();
    part(closing, Closing.Turn.DATABASE, "database");
    part(closing, Closing.Turn.PROCESSES, "processes");
    part(closing, Closing.Turn.FOLDER, "folder");
    part(closing, Closing.Turn.RATING, "rating");
    closing.close();
    closing.close();
    assertEquals(List.of("processes", "rating", "database", "folder"), stopped);
  }

  @Test
  void aPartThatIsStartingIsFinishedAndThenStopped() throws Exception {
    var closing = new Closing();
    var begun = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var starting =
        CompletableFuture.runAsync(() ->
            closing.<AutoCloseable>start(
                Closing.Turn.DATABASE,
                () -> {
                  begun.countDown();
                  await(go);
                  return () -> stopped.add("database");
                }));
    begun.await();
    var ending = CompletableFuture.runAsync(closing::close);
    go.countDown();
    ending.join();
    starting.join();
    assertEquals(List.of("database"), stopped);
  }

  @Test
  void nothingStartsOnceTheEndHasCome() {
    var closing = new Closing();
    closing.close();
    assertThrows(StartFailure.class, () -> part(closing, Closing.Turn.FOLDER, "folder"));
  }

  @Test
  void aPartThatFailsToStopDoesNotKeepTheOthersRunning() {
    var closing = new Closing();
    closing.<AutoCloseable>start(
        Closing.Turn.PROCESSES,
        () ->
            () -> {
              throw new IllegalStateException("on purpose");
            });
    part(closing, Closing.Turn.DATABASE, "database");
    closing.close();
    assertEquals(List.of("database"), stopped);
  }

  private void part(Closing closing, Closing.Turn turn, String name) {
    closing.<AutoCloseable>start(turn, () -> () -> stopped.add(name));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
