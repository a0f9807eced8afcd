package reckoner.kit.store;

import io.micronaut.core.value.PropertyResolver;
import jakarta.inject.Singleton;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * Asks the database whether it answers, on a connection of its own: a pool whose connections are
 * all at work would look like a database that is gone, and would take longer to say so. A server
 * that turns this connection away for its password or for want of room answers: the pool's
 * connections go on, and taking every replica out of service would mend nothing.
 */
@Singleton
public class DatabaseProbe {
  private static final int ANSWER_SECONDS_MAX = 2;
  private static final String WRONG_CREDENTIAL = "28";
  private static final String TOO_MANY_CONNECTIONS = "53300";

  private final DatabaseAccess access;

  DatabaseProbe(PropertyResolver properties) {
    this.access = DatabaseAccess.of(properties);
  }

  public boolean answers() {
    var properties = new Properties();
    properties.setProperty("user", access.user());
    properties.setProperty("password", access.password());
    for (var bound : new String[] {"loginTimeout", "connectTimeout", "socketTimeout"}) {
      properties.setProperty(bound, String.valueOf(ANSWER_SECONDS_MAX));
    }
    try (var connection = DriverManager.getConnection(access.url(), properties)) {
      return connection.isValid(ANSWER_SECONDS_MAX);
    } catch (SQLException refusal) {
      var state = String.valueOf(refusal.getSQLState());
      return state.startsWith(WRONG_CREDENTIAL) || state.equals(TOO_MANY_CONNECTIONS);
    }
  }
}
