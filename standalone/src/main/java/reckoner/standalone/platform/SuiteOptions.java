package reckoner.standalone.platform;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How to start everything.
 *
 * @param data the data folder
 * @param portBase see {@link Ports#from}
 * @param database the server to use instead of the embedded one, see {@link
 *     ExternalDatabase#connect}
 * @param temporal {@code HOST:PORT} of the Temporal server to use instead of the one in memory
 */
public record SuiteOptions(
    Path data, int portBase, @Nullable String database, @Nullable String temporal) {
  /** Everything embedded. */
  public static SuiteOptions embedded(Path data, int portBase) {
    return new SuiteOptions(data, portBase, null, null);
  }
}
