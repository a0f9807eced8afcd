package reckoner.kit.testing;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/** Which test class of this JVM ran on which servers; test classes run one after the other. */
public final class ServersUsed {
  /** Beneath a module's folder; a line of its files is {@code server TAB tests}. */
  static final Path FOLDER = Path.of("target", "servers-used");

  private static final Map<String, Set<String>> SERVERS_BY_CLASS = new ConcurrentHashMap<>();
  private static volatile @Nullable String runningClass;

  private ServersUsed() {}

  static void classBegins(String name) {
    runningClass = name;
  }

  /** The class under way runs on a server; called by whatever gives that server to a test. */
  public static void note(String server) {
    var name = runningClass;
    if (name != null) {
      SERVERS_BY_CLASS.computeIfAbsent(name, _ -> new ConcurrentSkipListSet<>()).add(server);
    }
  }

  /** The tests of a class count for every server that the class used. */
  static Map<String, Integer> testsByServer(Map<String, Integer> testsByClass) {
    return testsByServer(SERVERS_BY_CLASS, testsByClass);
  }

  static Map<String, Integer> testsByServer(
      Map<String, Set<String>> serversByClass, Map<String, Integer> testsByClass) {
    var sums = new TreeMap<String, Integer>();
    serversByClass.forEach((name, servers) ->
        servers.forEach(
            server -> sums.merge(server, testsByClass.getOrDefault(name, 0), Integer::sum)));
    return sums;
  }
}
