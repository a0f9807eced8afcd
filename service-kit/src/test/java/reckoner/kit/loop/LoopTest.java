package reckoner.kit.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.slf4j.LoggerFactory;

class LoopTest {
  private static final Duration OFTEN = Duration.ofMillis(1);
  private static final Duration NEVER = Duration.ofDays(1);

  private final Lines lines = new Lines();
  private String name = "";

  @BeforeEach
  void listen(TestInfo test) {
    name = test.getDisplayName();
    lines.start();
    logger().setLevel(Level.INFO);
    logger().addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger().detachAppender(lines);
    logger().setLevel(null); // that of its parent
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(Loop.class);
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertTrue(latch.await(1, TimeUnit.MINUTES), "it did not come");
  }

  @Test
  void anErrorIsLoggedOnceAndItsEndToo() throws InterruptedException {
    var failures = new CountDownLatch(3);
    var successes = new CountDownLatch(3);
    try (var loop =
        new Loop(
            name,
            OFTEN,
            () -> {
              if (failures.getCount() > 0) {
                failures.countDown();
                throw new StackOverflowError("too deep");
              }
              successes.countDown();
            })) {
      loop.start();
      await(failures);
      await(successes);
    }
    assertEquals(
        List.of(
            name + ": fails, tried again every PT0.001S: java.lang.StackOverflowError: too deep",
            name + ": works again"),
        lines.of(name));
  }

  @Test
  void aNudgeDoesNotWaitForTheInterval() throws InterruptedException {
    var rounds = new LinkedBlockingQueue<String>();
    try (var loop = new Loop(name, NEVER, () -> rounds.add("round"))) {
      loop.start();
      loop.nudge();
      assertEquals("round", rounds.poll(1, TimeUnit.MINUTES));
      loop.nudge();
      assertEquals("round", rounds.poll(1, TimeUnit.MINUTES));
    }
  }

  @Test
  void nudgesDuringARoundMakeOneMore() throws InterruptedException {
    var begun = new LinkedBlockingQueue<String>();
    var first = new CountDownLatch(1);
    try (var loop =
        new Loop(
            name,
            NEVER,
            () -> {
              begun.add("round");
              awaitQuietly(first);
            })) {
      loop.start();
      loop.nudge();
      assertEquals("round", begun.poll(1, TimeUnit.MINUTES));
      for (int i = 0; i < 100; i++) {
        loop.nudge();
      }
      first.countDown();
      assertEquals("round", begun.poll(1, TimeUnit.MINUTES));
      assertNull(begun.poll(200, TimeUnit.MILLISECONDS));
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      await(latch);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  @Test
  void closingLetsTheRoundEnd() throws InterruptedException {
    var begun = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var isWhole = new AtomicBoolean();
    var loop =
        new Loop(
            name,
            NEVER,
            () -> {
              begun.countDown();
              awaitQuietly(goOn);
              isWhole.set(true);
            });
    loop.start();
    loop.nudge();
    await(begun);
    var closer = Thread.ofPlatform().start(loop::close);
    while (closer.getState() != Thread.State.TIMED_WAITING) {
      assertTrue(closer.isAlive(), "it closed although the round goes on");
      Thread.onSpinWait();
    }
    goOn.countDown();
    assertTrue(closer.join(Duration.ofMinutes(1)));
    assertTrue(isWhole.get());
  }

  @Test
  void interruptingBreaksTheRoundOff() throws InterruptedException {
    var begun = new CountDownLatch(1);
    var broken = new CountDownLatch(1);
    try (var loop =
        new Loop(
            name,
            NEVER,
            () -> {
              begun.countDown();
              try {
                Thread.sleep(NEVER);
              } catch (InterruptedException stop) {
                broken.countDown();
                throw new IllegalStateException("broken off", stop);
              }
            })) {
      loop.start();
      loop.nudge();
      await(begun);
      loop.interrupt();
      await(broken);
    }
    assertEquals(List.of(), lines.of(name)); // it was asked for and is no failure
  }

  @Test
  void whatNeverBeganCloses() {
    var loop = new Loop(name, NEVER, () -> {});
    loop.close();
    assertEquals(List.of(), lines.of(name));
  }

  private static final class Lines extends AppenderBase<ILoggingEvent> {
    private final ConcurrentLinkedQueue<String> messages = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      messages.add(event.getFormattedMessage());
    }

    List<String> of(String name) {
      return messages.stream().filter(message -> message.startsWith(name)).toList();
    }
  }
}
