package reckoner.standalone.platform;

/** The server with the four services' databases; each has a role that can read no other. */
public sealed interface Database extends AutoCloseable permits EmbeddedDatabase, ExternalDatabase {
  /** The JDBC address of a service's database. */
  String url(Service service);

  /** The password of the role that owns it. */
  String password(Service service);

  /** The role that owns it; named like the database. */
  default String user(Service service) {
    return service.database();
  }

  /** Where the data lies, in words for messages. */
  String place();

  /** Stops what this process started; an external server goes on. */
  @Override
  void close();
}
