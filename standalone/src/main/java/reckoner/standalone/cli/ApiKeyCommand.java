package reckoner.standalone.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reckoner.kit.auth.Role;
import reckoner.standalone.demo.BadInput;
import reckoner.standalone.platform.IdentityDatabase;
import reckoner.standalone.platform.OwnerOnly;
import reckoner.workflows.ApiKey;
import reckoner.workflows.ServiceAccount;

/** API keys of a deployment. */
@Command(
    name = "api-key",
    mixinStandardHelpOptions = true,
    subcommands = {
      ApiKeyCommand.Create.class,
      ApiKeyCommand.ListKeys.class,
      ApiKeyCommand.Revoke.class
    },
    description = {
      "Makes, lists and ends API keys in the workflows database of a deployment.",
      "",
      "Programs exchange a key for a token of 15 minutes"
          + " (reckoner.identity.v1.IdentityService/ExchangeApiKey).",
      ""
    })
final class ApiKeyCommand {
  /** Makes one. */
  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = {
        "Makes an API key, and its service account where that is missing.",
        "",
        "The key is shown this once, alone on standard output, or written to a file that only you"
            + " can read; it is kept nowhere else. A service account has at most two live keys: to"
            + " rotate one, make the second, give it to the program, revoke the first.",
        ""
      })
  static final class Create implements Runnable {
    @Mixin
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private WorkflowsDatabaseFlags database;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--tenant", paramLabel = "NAME", required = true, description = "Its tenant.")
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private String tenant;

    @Option(
        names = "--account",
        paramLabel = "NAME",
        required = true,
        description = "Its service account: 1 to 60 lower-case letters, digits and '-'.")
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private String account;

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        required = true,
        description =
            "What the account is trusted with, for ever: viewer, seller, approver, pricing,"
                + " finance, operator or machine.")
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private String role;

    @Option(
        names = "--expires",
        paramLabel = "DURATION",
        description =
            "How long it may be used, such as P90D or PT1H. Default: until it is revoked.")
    private @Nullable Duration expires;

    @Option(
        names = "--out",
        paramLabel = "FILE",
        description = "Write the key there instead; the file must not exist.")
    private @Nullable Path out;

    @Override
    public void run() {
      var given = role();
      if (!account.matches("[a-z0-9][a-z0-9-]{0,59}")) {
        throw new BadInput(
            "--account is 1 to 60 lower-case letters, digits and '-', beginning with no '-'");
      }
      if (expires != null && (expires.isNegative() || expires.isZero())) {
        throw new BadInput("--expires lies ahead, such as P90D, not " + expires);
      }
      try (var identities = database.open()) {
        var file = out;
        if (file == null) {
          var made = identities.createKey(tenant, account, given, expires);
          spec.commandLine().getOut().println(made.secretKey());
          tell(made.key());
        } else {
          tell(toFile(identities, given, file));
        }
      }
    }

    private ApiKey toFile(IdentityDatabase identities, Role given, Path file) {
      try {
        // before the key: one that cannot be written down would be lost
        OwnerOnly.reserve(file);
      } catch (FileAlreadyExistsException taken) {
        throw new BadInput("--out %s exists and is left as it is".formatted(file));
      } catch (IOException failure) {
        throw new BadInput("--out %s cannot be written: %s".formatted(file, failure));
      }
      var written = false;
      try {
        var made = identities.createKey(tenant, account, given, expires);
        try {
          OwnerOnly.write(file, made.secretKey() + "\n");
        } catch (IOException failure) {
          throw new BadInput(
              "key %s is made and %s cannot be written (%s): revoke the key"
                  .formatted(made.key().keyId(), file, failure));
        }
        written = true;
        return made.key();
      } finally {
        if (!written) {
          remove(file);
        }
      }
    }

    private static void remove(Path file) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException leftEmpty) {
        // it holds nothing, and the failure that led here is what counts
      }
    }

    /** On standard error, so that standard output is the key alone. */
    private void tell(ApiKey key) {
      spec.commandLine()
          .getErr()
          .printf(
              "key %s of %s (%s) in tenant %s, %s%n",
              key.keyId(),
              key.account(),
              role().name().toLowerCase(Locale.ROOT),
              tenant,
              key.expireTime() == null ? "until it is revoked" : "until " + key.expireTime());
      spec.commandLine().getErr().flush();
    }

    private Role role() {
      try {
        return Role.valueOf(role.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException unknown) {
        throw new BadInput(
            "--role is viewer, seller, approver, pricing, finance, operator or machine, not "
                + role);
      }
    }
  }

  /** Lists them. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = {
        "Lists a tenant's API keys, also revoked and expired ones; never a secret.",
        "",
        "Columns: key id, account, role, state, made, ends, last used (to the minute).",
        ""
      })
  static final class ListKeys implements Runnable {
    @Mixin
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private WorkflowsDatabaseFlags database;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--tenant", paramLabel = "NAME", required = true, description = "The tenant.")
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private String tenant;

    @Override
    public void run() {
      try (var identities = database.open()) {
        var roles = roles(identities);
        var page = identities.keysAfter(tenant, "", "");
        while (!page.isEmpty()) {
          page.forEach(key -> print(key, roles));
          page = identities.keysAfter(tenant, page.getLast().account(), page.getLast().keyId());
        }
        spec.commandLine().getOut().flush();
      }
    }

    private Map<String, Role> roles(IdentityDatabase identities) {
      var roles = new HashMap<String, Role>();
      List<ServiceAccount> page = identities.accountsAfter(tenant, "");
      while (!page.isEmpty()) {
        page.forEach(account -> roles.put(account.account(), account.role()));
        page = identities.accountsAfter(tenant, page.getLast().account());
      }
      return roles;
    }

    private void print(ApiKey key, Map<String, Role> roles) {
      var end = key.revokeTime() == null ? key.expireTime() : key.revokeTime();
      var state =
          key.revokeTime() != null ? "revoked" : key.isLive(Instant.now()) ? "live" : "expired";
      spec.commandLine()
          .getOut()
          .printf(
              "%s  %s  %s  %s  made %s  %s  %s%n",
              key.keyId(),
              key.account(),
              String.valueOf(roles.get(key.account())).toLowerCase(Locale.ROOT),
              state,
              key.createTime(),
              end == null ? "no end" : "until " + end,
              key.lastUsedTime() == null ? "never used" : "used " + key.lastUsedTime());
    }
  }

  /** Ends one. */
  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = {
        "Ends an API key for ever: it is not exchanged any more.",
        "",
        "Tokens that it was exchanged for live on to their end, at most 15 minutes. A key that was"
            + " revoked stays as it is.",
        ""
      })
  static final class Revoke implements Runnable {
    @Mixin
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private WorkflowsDatabaseFlags database;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--tenant", paramLabel = "NAME", required = true, description = "Its tenant.")
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private String tenant;

    @Parameters(
        paramLabel = "KEY_ID",
        description = "16 hexadecimal digits, as 'list' shows them: not the key itself.")
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private String keyId;

    @Override
    public void run() {
      if (!keyId.matches("[0-9a-f]{16}")) {
        throw new BadInput(
            "KEY_ID is 16 hexadecimal digits, as 'reckoner api-key list' shows them");
      }
      try (var identities = database.open()) {
        var key = identities.revokeKey(tenant, keyId);
        spec.commandLine()
            .getOut()
            .println("key %s is revoked since %s".formatted(keyId, key.revokeTime()));
      }
    }
  }
}
