package reckoner.standalone.platform;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which one standalone Reckoner keeps everything. Held by one process at a time: the
 * lock lives as long as the process, however it ends.
 */
public final class DataFolder implements AutoCloseable {
  /** The layout of the folder that this program writes. */
  static final int FORMAT = 1;

  private static final int PID_CHARACTERS_MAX = 20;

  private final Path root;
  private final FileChannel lockFile;

  private DataFolder(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
  }

  /** Opens the folder, making it if it is missing; readable by its owner only. */
  public static DataFolder open(Path path) {
    var root = path.toAbsolutePath().normalize();
    try {
      OwnerOnly.directory(root);
      var folder = new DataFolder(root.toRealPath(), lock(root));
      folder.checkFormat();
      return folder;
    } catch (IOException failure) {
      throw new StartFailure(
          "the data folder %s cannot be used: %s".formatted(root, failure), failure);
    }
  }

  private static FileChannel lock(Path root) throws IOException {
    var channel =
        FileChannel.open(
            root.resolve("lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    if (!tryLock(channel)) {
      var holder = read(channel);
      channel.close();
      throw new StartFailure(
          "the data folder %s is in use by another Reckoner (process %s): stop that one, or choose another folder with --data"
              .formatted(root, holder.isEmpty() ? "unknown" : holder));
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(
            Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)),
        0);
    return channel;
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    @Nullable FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException ownedByThisProcess) {
      return false;
    }
    return lock != null;
  }

  private static String read(FileChannel channel) throws IOException {
    var buffer = ByteBuffer.allocate(PID_CHARACTERS_MAX);
    channel.read(buffer, 0);
    return StandardCharsets.US_ASCII.decode(buffer.flip()).toString();
  }

  private void checkFormat() throws IOException {
    var file = root.resolve("format");
    String found;
    try {
      found = Files.readString(file).strip();
    } catch (NoSuchFileException fresh) {
      OwnerOnly.write(file, FORMAT + "\n");
      return;
    }
    if (!found.equals(Integer.toString(FORMAT))) {
      close();
      throw new StartFailure(
          "the data folder %s has format %s, and this program knows format %d: start the Reckoner that made it, or choose another folder with --data"
              .formatted(root, found, FORMAT));
    }
  }

  /** The folder itself, without symbolic links. */
  public Path root() {
    return root;
  }

  /** Where the JSON logs go. */
  public Path logs() {
    return subfolder("logs");
  }

  /** Where passwords and keys lie. */
  Path secrets() {
    return subfolder("secrets");
  }

  /** Where the embedded PostgreSQL keeps its data; made by it, not by us. */
  Path postgres() {
    return root.resolve("postgres");
  }

  private Path subfolder(String name) {
    var folder = root.resolve(name);
    try {
      OwnerOnly.directory(folder);
    } catch (IOException failure) {
      throw new StartFailure("%s cannot be made: %s".formatted(folder, failure), failure);
    }
    return folder;
  }

  /** Lets another process use the folder. */
  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException harmless) {
      // the lock ends with the process at the latest
    }
  }
}
