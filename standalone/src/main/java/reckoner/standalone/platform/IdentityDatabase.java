package reckoner.standalone.platform;

import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reckoner.kit.auth.Role;
import reckoner.kit.clock.RealTime;
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

  /** Where it is, and as whom it is reached. */
  public record Place(String url, String user, String password) {
    /** Keeps the password out of messages. */
    @Override
    public String toString() {
      return url + " as " + user;
    }
  }

  public static IdentityDatabase open(Place place) {
    var properties = new HashMap<String, Object>();
    properties.put("datasources.default.url", place.url());
    properties.put("datasources.default.username", place.user());
    properties.put("datasources.default.password", place.password());
    properties.put("datasources.default.db-type", "postgres");
    properties.put("datasources.default.dialect", "POSTGRES");
    properties.put("datasources.default.maximum-pool-size", 1);
    properties.put("reckoner.processes", false);
    checkSchema(place);
    var context =
        ApplicationContext.builder()
            .banner(false)
            .deduceEnvironment(false)
            .environments(SERVICE.label())
            .properties(properties)
            .build();
    try {
      var database = new IdentityDatabase(context.start());
      database.checkTables(place);
      return database;
    } catch (RuntimeException failure) {
      context.close();
      throw failure;
    }
  }

  private static void checkSchema(Place place) {
    try {
      Migrator.check(SERVICE.label(), place.url(), place.user(), place.password());
    } catch (Migrator.NewerSchema newer) {
      throw new StartFailure(String.valueOf(newer.getMessage()), newer);
    } catch (RuntimeException outOfReach) {
      throw new StartFailure(
          "the workflows database %s is out of reach: %s".formatted(place, root(outOfReach)),
          outOfReach);
    }
  }

  private void checkTables(Place place) {
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
          "the workflows database %s has no tables for credentials yet: migrate it first"
              .formatted(place));
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

  private static String root(Throwable failure) {
    var root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  @Override
  public void close() {
    context.close();
  }
}
