package reckoner.standalone.platform;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes files and folders that only their owner may read, where the file system knows owners. */
public final class OwnerOnly {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private OwnerOnly() {}

  public static void directory(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Files.createDirectories(folder, attributes("rwx------"));
  }

  /** Makes an empty file; fails where there is one. */
  public static void reserve(Path file) throws IOException {
    Files.createFile(file, attributes("rw-------"));
  }

  /** Writes the whole file or nothing: a crash leaves the old content or the new. */
  public static void write(Path file, String content) throws IOException {
    write(file, content, "rw-------");
  }

  /** The same for what is no secret: everybody may read it. */
  public static void writeForAll(Path file, String content) throws IOException {
    write(file, content, "rw-r--r--");
  }

  private static void write(Path file, String content, String permissions) throws IOException {
    var parent = file.toAbsolutePath().getParent();
    var partial = Files.createTempFile(parent, ".", ".partial", attributes(permissions));
    try (var channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    if (POSIX) {
      // whatever the process's mask took away
      Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString(permissions));
    }
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static FileAttribute<?>[] attributes(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
