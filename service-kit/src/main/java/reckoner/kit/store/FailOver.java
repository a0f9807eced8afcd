package reckoner.kit.store;

import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;

/**
 * Lets a service go over to another database server by itself, and never wait without end for one
 * that vanished, for a lock or for a statement. What a deployment's JDBC URL states wins over the
 * driver's settings here.
 */
@Singleton
class FailOver implements BeanCreatedEventListener<DatasourceConfiguration> {
  /** Of one host; below the pool's time for a connection, so that a second one is tried in it. */
  private static final Duration CONNECT_MAX = Duration.ofSeconds(2);

  private static final Duration RECHECK = Duration.ofSeconds(2);

  /** A statement that the server stops at its timeout has answered by then. */
  private static final Duration ANSWER_SLACK = Duration.ofSeconds(15);

  /** No transaction idles longer. */
  private static final Duration IDLE_MAX = Duration.ofSeconds(60);

  private final Duration statementMax;
  private final Duration lockMax;

  FailOver(
      @Value("${reckoner.statement-timeout:60s}") Duration statementMax,
      @Value("${reckoner.lock-timeout:5s}") Duration lockMax) {
    this.statementMax = statementMax;
    this.lockMax = lockMax;
  }

  @Override
  public DatasourceConfiguration onCreated(BeanCreatedEvent<DatasourceConfiguration> event) {
    var pool = event.getBean();
    pool.setConnectionInitSql(
        "set statement_timeout = %d; set lock_timeout = %d; set idle_in_transaction_session_timeout = %d"
            .formatted(statementMax.toMillis(), lockMax.toMillis(), IDLE_MAX.toMillis()));
    pool.setExceptionOverrideClassName(LeaveReadOnly.class.getName());
    var driver = new HashMap<String, Object>();
    driver.put("connectTimeout", CONNECT_MAX.toSeconds());
    // a server that vanished sends nothing, and nothing else ends the wait for its answer
    driver.put("socketTimeout", statementMax.plus(ANSWER_SLACK).toSeconds());
    driver.put("tcpKeepAlive", true);
    // the detail of a refused row quotes the row, and the log is no place for names and addresses
    driver.put("logServerErrorDetail", false);
    // which of several hosts was the primary is forgotten soon
    driver.put("hostRecheckSeconds", RECHECK.toSeconds());
    pool.getDataSourceProperties().forEach((key, value) -> driver.put(String.valueOf(key), value));
    driver.forEach((key, value) -> pool.addDataSourceProperty(key, String.valueOf(value)));
    return pool;
  }
}
