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
 * that vanished. What a deployment's JDBC URL states wins over the driver's settings here.
 */
@Singleton
class FailOver implements BeanCreatedEventListener<DatasourceConfiguration> {
  /** Of one host; below the pool's time for a connection, so that a second one is tried in it. */
  private static final Duration CONNECT_MAX = Duration.ofSeconds(2);

  private static final Duration RECHECK = Duration.ofSeconds(2);

  /** A statement that the server stops at its timeout has answered by then. */
  private static final Duration ANSWER_SLACK = Duration.ofSeconds(15);

  private final Duration statementMax;

  FailOver(@Value("${reckoner.statement-timeout:60s}") Duration statementMax) {
    this.statementMax = statementMax;
  }

  @Override
  public DatasourceConfiguration onCreated(BeanCreatedEvent<DatasourceConfiguration> event) {
    var pool = event.getBean();
    pool.setExceptionOverrideClassName(LeaveReadOnly.class.getName());
    var driver = new HashMap<String, Object>();
    driver.put("connectTimeout", CONNECT_MAX.toSeconds());
    // a server that vanished sends nothing, and nothing else ends the wait for its answer
    driver.put("socketTimeout", statementMax.plus(ANSWER_SLACK).toSeconds());
    driver.put("tcpKeepAlive", true);
    // which of several hosts was the primary is forgotten soon
    driver.put("hostRecheckSeconds", RECHECK.toSeconds());
    pool.getDataSourceProperties().forEach((key, value) -> driver.put(String.valueOf(key), value));
    driver.forEach((key, value) -> pool.addDataSourceProperty(key, String.valueOf(value)));
    return pool;
  }
}
