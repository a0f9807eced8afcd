package reckoner.standalone.platform;

import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reckoner.kit.auth.Role;
import reckoner.kit.clock.RealTime;
import reckoner.kit.settings.BadSetting;
import reckoner.kit.store.DatabaseAccess;
import reckoner.kit.store.Migrator;
import reckoner.kit.store.Transactions;
import reckoner.workflows.ApiKey;
import reckoner.workflows.CreateApiKey;
import reckoner.workflows.CreateServiceAccount;
import reckoner.workflows.CreateTenant;
import reckoner.workflows.IdentityStore;
import reckoner.workflows.RevokeApiKey;
import reckoner.workflows.ServiceAccount;
import reckoner.workflows.UnitOfWork;

/**
 * The credentials in the database of workflows, through the same use cases as the service's,
 * without its servers and processes. So the first key of a deployment is made: whoever may reach
 * the database may make one, and there is no default credential.
 */
public final class IdentityDatabase implements AutoCloseable {
  /** Stands in the record of changes where no service account made them; no account is so named. */
  private static final String BY = "(command line)";

  private static final Service SERVICE = Service.WORKFLOWS;
  private static final int PAGE = 1000;

  private final ApplicationContext context;

  private IdentityDatabase(ApplicationContext context) {
    this.context = context;
  }

  /**
   * Opens the database where the settings of the workflows service say that it is.
   *
   * @param given settings that outweigh those of the environment
   */
  public static IdentityDatabase open(Map<String, Object> given) {
    var properties = new HashMap<>(given);
    properties.put("datasources.default.maximum-pool-size", 1);
    properties.put("reckoner.serving", false);
    var context =
        ApplicationContext.builder()
            .banner(false)
            .deduceEnvironment(false)
            .environments(SERVICE.label())
            .properties(properties)
            .build();
    try {
      context.getEnvironment().start();
      var access = access(context);
      checkSchema(access);
      var database = new IdentityDatabase(context.start());
      database.checkTables(access);
      return database;
    } catch (RuntimeException failure) {
      context.close();
      throw failure;
    }
  }

  private static DatabaseAccess access(ApplicationContext context) {
    try {
      return DatabaseAccess.of(context.getEnvironment());
    } catch (BadSetting fault) {
      throw new StartFailure(String.valueOf(fault.getMessage()), fault);
    }
  }

  private static void checkSchema(DatabaseAccess access) {
    try {
      Migrator.check(SERVICE.label(), access.url(), access.user(), access.password());
    } catch (Migrator.NewerSchema newer) {
      throw new StartFailure(String.valueOf(newer.getMessage()), newer);
    } catch (RuntimeException outOfReach) {
      throw new StartFailure(
          "the workflows database %s is out of reach: %s"
              .formatted(access, ServiceContext.rootMessage(outOfReach)),
          outOfReach);
    }
  }

  private void checkTables(DatabaseAccess access) {
    var isThere =
        context
            .getBean(Transactions.class)
            .<Boolean>jdbc(connection -> {
              try (var statement = connection.createStatement();
                  var rows = statement.executeQuery("select to_regclass('api_key') is not null")) {
                return rows.next() && rows.getBoolean(1);
              }
            });
    if (!isThere) {
      throw new StartFailure(
          "the workflows database %s has no tables for credentials yet: './reckoner migrate"
                  .formatted(access)
              + " workflows' makes them");
    }
  }

  /** False where the tenant existed. */
  public boolean createTenant(String tenant) {
    return inTransaction(() -> context.getBean(CreateTenant.class).create(tenant, BY));
  }

  /** Makes the account where it is missing, and a key of it; both or nothing. */
  public CreateApiKey.Made createKey(
      String tenant, String account, Role role, @Nullable Duration life) {
    var now = context.getBean(RealTime.class).instant();
    return inTransaction(() -> {
      context.getBean(CreateServiceAccount.class).create(tenant, account, role, BY);
      return context
          .getBean(CreateApiKey.class)
          .create(tenant, account, life == null ? null : now.plus(life), BY);
    });
  }

  public ApiKey revokeKey(String tenant, String keyId) {
    return inTransaction(() -> context.getBean(RevokeApiKey.class).revoke(tenant, keyId, BY));
  }

  /** A page of keys by account and key id; its size says whether there may be more. */
  public List<ApiKey> keysAfter(String tenant, String account, String keyId) {
    return context.getBean(IdentityStore.class).keys(tenant, account, keyId, PAGE);
  }

  public List<ServiceAccount> accountsAfter(String tenant, String account) {
    return context.getBean(IdentityStore.class).accounts(tenant, account, PAGE);
  }

  private <T> T inTransaction(Supplier<T> work) {
    return context.getBean(UnitOfWork.class).run(work);
  }

  @Override
  public void close() {
    context.close();
  }
}
