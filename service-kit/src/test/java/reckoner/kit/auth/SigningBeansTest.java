package reckoner.kit.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reckoner.kit.settings.BadSetting;
import reckoner.kit.testing.TestDatabase;
import reckoner.kit.testing.TestService;

/** The signing key of a service, as its configuration names it. */
class SigningBeansTest {
  private static final Map<String, Object> DATABASE = TestDatabase.properties("none");

  private static final Map<String, Object> UNSET = Map.of("reckoner.signing-key-file", "");

  @TempDir Path folder;

  @Test
  void aServiceSignsItsOwnTokensAsAMachine() throws Exception {
    var file = folder.resolve("key.json");
    Files.writeString(file, TokenSigner.newMachineKey() + "\n");
    try (var service = service(Map.of("reckoner.signing-key-file", file.toString()))) {
      var verifier = new TokenVerifier(service.context().getBean(TokenSigner.class).publicKeys());
      assertEquals(
          new Caller("acme", "rating", Role.MACHINE),
          verifier.verify(service.context().getBean(Tokens.class).tokenFor("acme")));
    }
  }

  @Test
  void aMissingOrDamagedKeyIsNamedWithItsSettingAndNotQuoted() throws Exception {
    var file = folder.resolve("key.json");
    told(file, "which does not exist");
    Files.writeString(file, "");
    told(file, "which is empty");
    Files.writeString(file, "{\"kty\":\"EC\",\"d\":\"topsecret\"");
    assertFalse(told(file, "holds no signing key").contains("topsecret"));
  }

  @Test
  void whoNeedsTokensAndHasNoKeyIsToldWhichSettingLacks() {
    for (var unset : List.of(Map.<String, Object>of(), UNSET)) {
      try (var service = service(unset)) {
        assertFalse(service.context().containsBean(TokenSigner.class));
        var failure =
            assertThrows(RuntimeException.class, () -> service.context().getBean(Tokens.class));
        assertTrue(
            String.valueOf(root(failure).getMessage())
                .contains("RECKONER_SIGNING_KEY_FILE) is not set"),
            () -> String.valueOf(root(failure).getMessage()));
      }
    }
  }

  private static String told(Path file, String fault) {
    try (var service = service(Map.of("reckoner.signing-key-file", file.toString()))) {
      var failure =
          assertThrows(RuntimeException.class, () -> service.context().getBean(Tokens.class));
      var message = String.valueOf(assertInstanceOf(BadSetting.class, root(failure)).getMessage());
      assertTrue(
          message.contains("reckoner.signing-key-file (RECKONER_SIGNING_KEY_FILE)"), message);
      assertTrue(message.contains(fault), message);
      return message;
    }
  }

  private static Throwable root(Throwable failure) {
    var root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static TestService service(Map<String, Object> extra) {
    var properties = new HashMap<String, Object>(extra);
    properties.put("micronaut.application.name", "rating");
    return TestService.startOn("none", DATABASE, properties);
  }
}
