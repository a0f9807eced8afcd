package reckoner.kit.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;

/** The ways in which a database breaks under whole services, and how they name each. */
public enum Breakage {
  SESSIONS_ENDED("DATABASE_UNAVAILABLE") {
    @Override
    void breakIt(FaultyPostgres postgres) {
      postgres.endSessions();
    }

    @Override
    void mend(FaultyPostgres postgres) {
      // nothing is broken any more
    }
  },
  CRASHED("DATABASE_UNAVAILABLE") {
    @Override
    void breakIt(FaultyPostgres postgres) {
      postgres.crash();
    }

    @Override
    void mend(FaultyPostgres postgres) {
      postgres.restart();
    }
  },
  READ_ONLY("DATABASE_READ_ONLY") {
    @Override
    void breakIt(FaultyPostgres postgres) {
      postgres.readOnly(true);
    }

    @Override
    void mend(FaultyPostgres postgres) {
      postgres.readOnly(false);
    }
  },
  DATA_DISK_FULL("DATABASE_FULL") {
    @Override
    void breakIt(FaultyPostgres postgres) {
      assumeTrue(FaultyPostgres.canFillDisks(), "no disk of this machine may be filled");
      postgres.fillData();
    }

    @Override
    void mend(FaultyPostgres postgres) {
      postgres.freeDisks();
    }
  },
  /** The server panics: who makes it do so is told of the disk, all others lose their session. */
  LOG_DISK_FULL("DATABASE_FULL", "DATABASE_UNAVAILABLE") {
    @Override
    void breakIt(FaultyPostgres postgres) {
      assumeTrue(FaultyPostgres.canFillDisks(), "no disk of this machine may be filled");
      postgres.fillLog();
    }

    @Override
    void mend(FaultyPostgres postgres) {
      postgres.freeDisks();
    }
  };

  private final String reasons;

  Breakage(String... reasons) {
    this.reasons = String.join(" ", reasons);
  }

  abstract void breakIt(FaultyPostgres postgres);

  abstract void mend(FaultyPostgres postgres);

  /**
   * Breaks a database under clients, mends it once they have met the fault, and sees them go on.
   */
  public void under(Clients clients, FaultyPostgres postgres) {
    clients.awaitSuccesses(3);
    var named = List.of(reasons.split(" "));
    int before = clients.met(named);
    breakIt(postgres);
    try {
      clients.awaitFailure(named, before);
    } finally {
      mend(postgres);
    }
    clients.awaitSuccesses(3);
  }
}
