package reckoner.standalone.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path temp = Path.of("");

  @Test
  void aFreshFolderIsMadeForItsOwnerOnly() throws Exception {
    var path = temp.resolve("deep/data");
    try (var folder = DataFolder.open(path)) {
      assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
      assertEquals("1", Files.readString(folder.root().resolve("format")).strip());
    }
  }

  @Test
  void aSecondOpeningIsRefusedAndNamesTheFolderAndTheHolder() {
    var first = DataFolder.open(temp);
    var refused = Refusals.message(() -> DataFolder.open(temp));
    assertTrue(refused.contains(temp.toString()), refused);
    assertTrue(refused.contains("process " + ProcessHandle.current().pid()), refused);
    first.close();
    DataFolder.open(temp).close();
  }

  @Test
  void aFolderOfANewerFormatIsRefusedByNameAndReleased() throws Exception {
    DataFolder.open(temp).close();
    Files.writeString(temp.resolve("format"), "2\n");
    var refused = Refusals.message(() -> DataFolder.open(temp));
    assertTrue(refused.contains(temp + " has format 2"), refused);
    Files.writeString(temp.resolve("format"), "1\n");
    DataFolder.open(temp).close();
  }

  @Test
  void aFileInPlaceOfTheFolderIsRefused() throws Exception {
    var file = Files.writeString(temp.resolve("file"), "x");
    var refused = Refusals.message(() -> DataFolder.open(file));
    assertTrue(refused.contains(file.toString()), refused);
  }

  @Test
  void secretsAreKeptBetweenOpeningsAndReadableByTheOwnerOnly() throws Exception {
    String password;
    String keys;
    try (var folder = DataFolder.open(temp)) {
      var secrets = Secrets.in(folder);
      password = secrets.password("someone");
      keys = Files.readString(secrets.publicKeysFile());
    }
    try (var folder = DataFolder.open(temp)) {
      var secrets = Secrets.in(folder);
      assertEquals(password, secrets.password("someone"));
      assertEquals(48, password.length());
      assertEquals(keys, Files.readString(secrets.publicKeysFile()));
    }
    try (var files = Files.list(temp.resolve("secrets"))) {
      for (var file : files.toList()) {
        assertEquals(
            "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      }
    }
  }
}
