package reckoner.kit.store;

import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import reckoner.kit.settings.Settings;

/** Gives the pool the password that stands in a file. */
@Singleton
class PasswordFromFile implements BeanCreatedEventListener<DatasourceConfiguration> {
  private final Settings settings;

  PasswordFromFile(Settings settings) {
    this.settings = settings;
  }

  @Override
  public DatasourceConfiguration onCreated(BeanCreatedEvent<DatasourceConfiguration> event) {
    var pool = event.getBean();
    settings.secret(DatabaseAccess.PASSWORD_FILE).ifPresent(pool::setPassword);
    return pool;
  }
}
