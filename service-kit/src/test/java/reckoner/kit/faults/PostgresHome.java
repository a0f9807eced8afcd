package reckoner.kit.faults;

import java.io.IOException;

/** Where a server that a test may break runs, and what only its machine can do to it. */
interface PostgresHome extends AutoCloseable {
  String USER = "postgres";
  String PASSWORD = "postgres";

  /** A file system of the server, small enough to fill. */
  enum Disk {
    /** Tables, indexes and everything else but the write-ahead log. */
    DATA,
    LOG
  }

  /** Checkpoints come while the log is still small, so that only a test fills its disk. */
  String LOG_MIB_BEFORE_CHECKPOINT = "8";

  int DATA_MIB = 160;
  int LOG_MIB = 24;

  /** On this machine, the same one for ever. */
  int port();

  /** Starts the server where it does not run; returns before it takes connections. */
  void startServer() throws IOException;

  /** Stops the server as a loss of power would, and leaves it stopped. */
  void crashServer() throws IOException;

  /** Takes every byte that is free. */
  void fill(Disk disk) throws IOException;

  /** What the server has said of late. */
  String log();

  void free(Disk disk) throws IOException;

  @Override
  void close();
}
