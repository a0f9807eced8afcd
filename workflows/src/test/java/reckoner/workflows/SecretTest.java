package reckoner.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.workflows.Client.refused;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reckoner.kit.testing.TestService;
import reckoner.proto.identity.v1.ListApiKeysRequest;
import reckoner.proto.identity.v1.ServiceAccount;

/** The secret of a key leaves in the first answer and stays nowhere. */
class SecretTest {
  private static final List<String> TALKATIVE = List.of("reckoner", "io.micronaut.data");

  @Test
  void theSecretIsInTheFirstAnswerAndNowhereElse() {
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    logger("ROOT").addAppender(lines);
    TALKATIVE.forEach(name -> logger(name).setLevel(Level.TRACE));
    try (var service =
        TestService.start(
            "workflows",
            Map.of("reckoner.temporal-target", "localhost:1", TestIdentity.ISSUING, true))) {
      var acme = IdentityClient.of(service);
      acme.account("shop", ServiceAccount.Role.SELLER);
      var first = acme.key("key", "shop");
      var secret = first.getSecretKey().substring(first.getSecretKey().lastIndexOf('_') + 1);
      assertEquals(64, secret.length());

      var repeated = acme.key("key", "shop");
      assertEquals(first.getApiKey(), repeated.getApiKey());
      assertEquals("", repeated.getSecretKey());
      acme.exchange(first.getSecretKey());
      var listed = acme.operator().listApiKeys(ListApiKeysRequest.getDefaultInstance());
      assertFalse(listed.toString().contains(secret));
      var revoked = acme.revoke("end", first.getApiKey().getKeyId());
      assertFalse(revoked.toString().contains(secret));
      var refusal = refused("API_KEY_INVALID", () -> acme.exchange(first.getSecretKey()));
      assertFalse(
          (refusal.getMessage() + refusal.getTrailers()).contains(secret), "nor in a refusal");

      assertEquals(List.of(), rowsWith(service, secret));
      assertEquals(
          List.of("api_key"),
          rowsWith(service, first.getApiKey().getKeyId()).stream()
              .filter("api_key"::equals)
              .toList(),
          "the search finds what is there");
      assertFalse(lines.list.isEmpty());
      for (var line : List.copyOf(lines.list)) {
        assertFalse(text(line).contains(secret), line.getLoggerName());
      }
      assertTrue(
          lines.list.stream().anyMatch(line -> text(line).contains("insert into api_key")),
          "statements were logged, with their parameters");
    } finally {
      logger("ROOT").detachAppender(lines);
      TALKATIVE.forEach(name -> logger(name).setLevel(null));
    }
  }

  private static String text(ILoggingEvent line) {
    var failure = line.getThrowableProxy();
    return line.getFormattedMessage()
        + line.getMDCPropertyMap()
        + (failure == null ? "" : ThrowableProxyUtil.asString(failure));
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  /** The tables of which a row holds a text, as text or as bytes. */
  private static List<String> rowsWith(TestService service, String text) {
    var tables =
        KeyRotationTest.texts(
            service, "select tablename from pg_tables where schemaname = 'public'");
    assertTrue(tables.contains("request_record"), tables.toString());
    return tables.stream()
        .filter(table ->
            !KeyRotationTest.texts(
                    service,
                    """
                    select 1 from %1$s r
                    where r::text like '%%%2$s%%'
                      or r::text like '%%' || encode('%2$s'::bytea, 'hex') || '%%'
                    """
                        .formatted(table, text))
                .isEmpty())
        .toList();
  }
}
