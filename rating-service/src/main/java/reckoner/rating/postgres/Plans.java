package reckoner.rating.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * How statements are planned. A kept plan that was made while the tables were almost empty reads
 * all rows of a tenant for each element of an array, until statistics come; a subquery with an
 * offset avoids that where rows are read, and this where they are changed.
 */
final class Plans {
  private Plans() {}

  /** Plans each statement of the running transaction from here on for its own parameters. */
  static void makeAnew(Connection connection) throws SQLException {
    try (var setting = connection.createStatement()) {
      setting.execute("set local plan_cache_mode = force_custom_plan");
    }
  }
}
