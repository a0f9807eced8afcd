package reckoner.standalone.platform;

import java.time.Duration;

/** Hears how the start goes on; steps may overlap, and calls come from several threads. */
public interface Progress {
  /** A step has begun; the text says what is done, such as {@code start the database}. */
  void begun(String step);

  /** The step has ended well. */
  void done(String step, Duration took);

  /** Something worth a line happened, such as an orphan that was stopped. */
  void note(String message);

  /** Says nothing. */
  Progress SILENT =
      new Progress() {
        @Override
        public void begun(String step) {}

        @Override
        public void done(String step, Duration took) {}

        @Override
        public void note(String message) {}
      };
}
