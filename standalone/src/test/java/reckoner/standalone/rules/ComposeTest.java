package reckoner.standalone.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The compose files are closed by default, and need no secret that nobody makes. */
class ComposeTest {
  private static final Path FOLDER = Repository.root().resolve("deploy");
  private static final Pattern SERVICE_FILE =
      Pattern.compile(
          "(postgres|catalog|rating|invoicing|workflows|client)(\\.pem|\\.key|-database-password)");

  @Test
  void everyContainerIsClosed() throws Exception {
    for (var container : services("compose.yaml").entrySet()) {
      var settings = (Map<?, ?>) container.getValue();
      var name = container.getKey().toString();
      assertEquals(List.of("ALL"), settings.get("cap_drop"), name);
      assertEquals(true, settings.get("read_only"), name);
      assertEquals(List.of("no-new-privileges:true"), settings.get("security_opt"), name);
    }
  }

  @Test
  void nothingIsOpenToOtherMachinesUnlessAskedFor() throws Exception {
    var published = new TreeSet<String>();
    for (var container : services("compose.yaml").entrySet()) {
      if (((Map<?, ?>) container.getValue()).get("ports") instanceof List<?> ports) {
        published.add(container.getKey().toString());
        for (var port : ports) {
          assertTrue(
              port.toString().startsWith("127.0.0.1:")
                  || port.toString().startsWith("${RECKONER_PUBLISH:-127.0.0.1}:"),
              port.toString());
        }
      }
    }
    assertEquals(Set.of("catalog", "rating", "invoicing", "workflows"), published);
  }

  @Test
  void everySecretIsAFileThatTheScriptMakes() throws Exception {
    var declared = new TreeSet<String>();
    for (var file : List.of("compose.yaml", "compose.tls.yaml")) {
      var secrets = (Map<?, ?>) Manifests.field(read(file), "secrets");
      for (var secret : secrets.entrySet()) {
        declared.add(secret.getKey().toString());
        var path = Manifests.field(secret.getValue(), "file").toString();
        assertTrue(path.startsWith("./secrets/"), path);
        var name = path.substring("./secrets/".length());
        assertTrue(isMadeByTheScript(name), name);
      }
    }
    var used = new TreeSet<String>();
    for (var file : List.of("compose.yaml", "compose.tls.yaml")) {
      for (var settings : services(file).values()) {
        if (((Map<?, ?>) settings).get("secrets") instanceof List<?> secrets) {
          secrets.forEach(secret -> used.add(secret.toString()));
        }
      }
    }
    assertEquals(declared, used);
  }

  @Test
  void noPasswordStandsInTheEnvironment() throws Exception {
    for (var container : services("compose.yaml").values()) {
      if (((Map<?, ?>) container).get("environment") instanceof Map<?, ?> environment) {
        for (var name : environment.keySet()) {
          assertFalse(name.toString().matches(".*(PASSWORD|TOKEN|KEY)"), name.toString());
        }
      }
    }
  }

  static boolean isMadeByTheScript(String name) throws IOException {
    var script = Files.readString(FOLDER.resolve("make-secrets.sh"));
    return script.contains(name) || SERVICE_FILE.matcher(name).matches();
  }

  private static Map<?, ?> services(String file) throws Exception {
    return (Map<?, ?>) Manifests.field(read(file), "services");
  }

  private static Map<?, ?> read(String file) throws Exception {
    return (Map<?, ?>)
        Manifests.documents(Files.readString(FOLDER.resolve(file))).iterator().next();
  }
}
