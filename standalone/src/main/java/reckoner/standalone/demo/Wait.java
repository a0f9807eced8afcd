package reckoner.standalone.demo;

import java.util.function.Supplier;

/** A bounded wait: it ends when nothing moves any more. */
final class Wait {
  private static final long PAUSE_MILLIS = 100;
  private static final long STALLED_SECONDS = 180;
  private static final double TOLD_EVERY_SECONDS = 0.5;
  private final Story story;
  private long progress = -1;
  private double movedAt;
  private double toldAt;

  Wait(Story story) {
    this.story = story;
    this.movedAt = story.seconds();
    this.toldAt = story.seconds();
  }

  void pause(long newProgress, String text, Supplier<String> example) {
    var now = story.seconds();
    if (newProgress != progress) {
      progress = newProgress;
      movedAt = now;
    } else if (now - movedAt > STALLED_SECONDS) {
      throw new DemoFailure(
          "nothing moved for %d s: %s; %s; nothing is lost, and the same command goes on from here"
              .formatted(STALLED_SECONDS, text, example.get()));
    }
    if (now - toldAt > TOLD_EVERY_SECONDS) {
      toldAt = now;
      story.detail("%s", text);
    }
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new DemoFailure("interrupted");
    }
  }
}
