package reckoner.standalone.demo;

import com.google.errorprone.annotations.FormatMethod;
import java.io.PrintStream;
import java.util.Locale;

/** Tells what happens, each line with the seconds since the beginning. */
public final class Story {
  private final PrintStream out;
  private final long begun = System.nanoTime();

  public Story(PrintStream out) {
    this.out = out;
  }

  /** A line of the story. */
  @FormatMethod
  public synchronized void tell(String text, Object... values) {
    out.println(
        String.format(Locale.ROOT, "%7.1f s  ", seconds())
            + String.format(Locale.ROOT, text, values));
    out.flush();
  }

  /** A line that belongs to the one before. */
  @FormatMethod
  public synchronized void detail(String text, Object... values) {
    out.println(" ".repeat(11) + String.format(Locale.ROOT, text, values));
    out.flush();
  }

  /** Seconds since the beginning. */
  public double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }
}
