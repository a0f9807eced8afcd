package reckoner.kit.store;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * A connection to a server that became a standby is thrown away: it answers, so that nothing else
 * would ever tell the pool that it leads to the wrong place.
 */
public final class LeaveReadOnly implements SQLExceptionOverride {
  private static final String READ_ONLY = "25006";

  @java.lang.Override // the interface has a type of that name
  public SQLExceptionOverride.Override adjudicate(SQLException failure) {
    return READ_ONLY.equals(failure.getSQLState())
        ? SQLExceptionOverride.Override.MUST_EVICT
        : SQLExceptionOverride.Override.CONTINUE_EVICT;
  }
}
