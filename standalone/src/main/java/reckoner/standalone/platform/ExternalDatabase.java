package reckoner.standalone.platform;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of the user's own, reached as someone who may create roles and databases. The
 * same four databases and roles are made there.
 */
public final class ExternalDatabase implements Database {
  private static final int CONNECT_SECONDS_MAX = 10;
  private static final int PORT_DEFAULT = 5432;

  /** The oldest server whose grants we use. */
  private static final int VERSION_MIN = 160_000;

  /** Held by whoever runs on the server; two would change each other's passwords and clocks. */
  private static final long LOCK = 0x5265636b_6f6e6572L;

  private final String authority;
  private final String query;
  private final Secrets secrets;
  private final Connection holder;

  private ExternalDatabase(String authority, String query, Secrets secrets, Connection holder) {
    this.authority = authority;
    this.query = query;
    this.secrets = secrets;
    this.holder = holder;
  }

  /**
   * Connects and makes what is missing.
   *
   * @param address {@code postgresql://USER:PASSWORD@HOST:PORT/DATABASE}, with or without {@code
   *     jdbc:} before it; port and database may be left out; parameters after {@code ?} are passed
   *     to the driver, except user and password, which may stand there as well
   */
  public static ExternalDatabase connect(String address, Secrets secrets) {
    var uri = parse(address);
    var port = uri.getPort() == -1 ? PORT_DEFAULT : uri.getPort();
    var authority = uri.getHost() + ":" + port;
    var path = uri.getPath();
    var adminDatabase = path == null || path.length() <= 1 ? "postgres" : path.substring(1);
    var query = query(uri);
    try {
      var admin =
          DriverManager.getConnection(url(authority, adminDatabase, query), administrator(uri));
      try {
        check(admin, authority);
        Roles.provide(admin, secrets);
        return new ExternalDatabase(authority, query, secrets, admin);
      } catch (SQLException | RuntimeException failure) {
        admin.close();
        throw failure;
      }
    } catch (SQLException failure) {
      throw new StartFailure(explain(authority, failure), failure);
    }
  }

  private static void check(Connection admin, String authority) throws SQLException {
    if (number(admin, "select current_setting('server_version_num')::bigint") < VERSION_MIN) {
      throw new StartFailure(
          "the database server %s given with --database is older than PostgreSQL 16, which is needed"
              .formatted(authority));
    }
    if (number(admin, "select pg_try_advisory_lock(%d)::int".formatted(LOCK)) == 0) {
      throw new StartFailure(
          "the database server %s is in use by another Reckoner: stop that one first"
              .formatted(authority));
    }
  }

  private static long number(Connection admin, String query) throws SQLException {
    try (var statement = admin.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static String explain(String authority, SQLException failure) {
    var state = failure.getSQLState();
    if ("42501".equals(state)) {
      return "the user given with --database may not create roles and databases on %s: give one that may (superuser, or CREATEROLE and CREATEDB): %s"
          .formatted(authority, failure.getMessage());
    }
    if (state != null && state.startsWith("28")) {
      return "the database server %s refuses the user or password given with --database: %s"
          .formatted(authority, failure.getMessage());
    }
    return "the database server %s given with --database cannot be used: %s"
        .formatted(authority, failure.getMessage());
  }

  private static URI parse(String address) {
    var plain = address.startsWith("jdbc:") ? address.substring("jdbc:".length()) : address;
    try {
      var uri = new URI(plain);
      var scheme = uri.getScheme();
      if (uri.getHost() != null && ("postgresql".equals(scheme) || "postgres".equals(scheme))) {
        return uri;
      }
    } catch (URISyntaxException malformed) {
      // told below, without the address: it may hold a password
    }
    throw new StartFailure(
        "--database takes postgresql://USER:PASSWORD@HOST:PORT/ with a user who may create roles"
            + " and databases");
  }

  /** Who makes roles and databases. The services connect with roles of their own. */
  private static Properties administrator(URI uri) {
    var properties = new Properties();
    properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS_MAX));
    var userInfo = uri.getUserInfo();
    if (userInfo != null) {
      var colon = userInfo.indexOf(':');
      properties.setProperty("user", colon < 0 ? userInfo : userInfo.substring(0, colon));
      if (colon >= 0) {
        properties.setProperty("password", userInfo.substring(colon + 1));
      }
    }
    parameters(uri)
        .filter(ExternalDatabase::isCredential)
        .map(parameter -> parameter.split("=", 2))
        .forEach(parameter ->
            properties.setProperty(
                parameter[0], URLDecoder.decode(parameter[1], StandardCharsets.UTF_8)));
    return properties;
  }

  /** The parameters for every connection; a user among them would outweigh the service's role. */
  private static String query(URI uri) {
    var kept =
        parameters(uri)
            .filter(parameter -> !isCredential(parameter))
            .collect(Collectors.joining("&"));
    return kept.isEmpty() ? "" : "?" + kept;
  }

  private static Stream<String> parameters(URI uri) {
    var query = uri.getRawQuery();
    return query == null ? Stream.empty() : Stream.of(query.split("&"));
  }

  private static boolean isCredential(String parameter) {
    return parameter.startsWith("user=") || parameter.startsWith("password=");
  }

  @Override
  public String url(Service service) {
    return url(authority, service.database(), query);
  }

  private static String url(String authority, String database, String query) {
    return "jdbc:postgresql://%s/%s%s".formatted(authority, database, query);
  }

  @Override
  public String password(Service service) {
    return secrets.password(service.database());
  }

  @Override
  public String place() {
    return "the database server " + authority;
  }

  @Override
  public void close() {
    // the server is not ours to stop; the end of the connection gives the lock back
    try {
      holder.close();
    } catch (SQLException failure) {
      throw new IllegalStateException("the connection to " + authority, failure);
    }
  }
}
