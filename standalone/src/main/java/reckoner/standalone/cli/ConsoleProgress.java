package reckoner.standalone.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import reckoner.standalone.platform.Progress;

/** Tells on the error stream how the start goes on. */
final class ConsoleProgress implements Progress {
  private static final double TOLD_FROM_SECONDS = 0.05;
  private final PrintWriter err;

  ConsoleProgress(PrintWriter err) {
    this.err = err;
  }

  @Override
  public synchronized void begun(String step) {
    err.println("  " + step + " …");
    err.flush();
  }

  @Override
  public synchronized void done(String step, Duration took) {
    var seconds = took.toMillis() / 1000.0;
    if (seconds >= TOLD_FROM_SECONDS) {
      err.println(String.format(Locale.ROOT, "  %s: %.1f s", step, seconds));
      err.flush();
    }
  }

  @Override
  public synchronized void note(String message) {
    err.println("  " + message);
    err.flush();
  }
}
