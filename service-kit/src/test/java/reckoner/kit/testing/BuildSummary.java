package reckoner.kit.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * The end of a build: one line that says how many tests ran, and on which servers. Where containers
 * were asked for, a skipped test fails the build: what was asked for did not happen.
 *
 * @param tests that ran, whatever came of them
 * @param skipped names of the tests or classes that did not
 */
public record BuildSummary(int tests, List<String> skipped, Map<String, Integer> testsByServer) {
  /** Arguments: the repository's folder, and when the build began. */
  public static void main(String[] arguments) throws IOException {
    var summary = of(Path.of(arguments[0]), Instant.parse(arguments[1]));
    System.out.println(summary);
    if ("required".equals(System.getenv(Containers.VARIABLE)) && !summary.skipped.isEmpty()) {
      System.err.printf(
          "%s=required, and these were skipped: %s%n",
          Containers.VARIABLE, String.join(", ", summary.skipped));
      System.exit(1);
    }
  }

  /** Reports of an earlier build lie beside the new ones; they are left out. */
  static BuildSummary of(Path root, Instant begin) throws IOException {
    int tests = 0;
    var skipped = new ArrayList<String>();
    for (var report : files(root, "surefire-reports", ".xml", begin)) {
      var suite = read(report);
      var cases = suite.getElementsByTagName("testcase");
      for (int i = 0; i < cases.getLength(); i++) {
        var test = (Element) cases.item(i);
        if (test.getElementsByTagName("skipped").getLength() == 0) {
          tests++;
        } else {
          skipped.add(test.getAttribute("classname") + "." + test.getAttribute("name"));
        }
      }
    }
    var servers = new TreeMap<String, Integer>(String.CASE_INSENSITIVE_ORDER);
    for (var file : files(root, ServersUsed.FOLDER.getFileName().toString(), ".tsv", begin)) {
      for (var line : Files.readAllLines(file)) {
        var cells = line.split("\t", 2);
        servers.merge(cells[0], Integer.parseInt(cells[1]), Integer::sum);
      }
    }
    return new BuildSummary(tests, List.copyOf(skipped), servers);
  }

  private static List<Path> files(Path root, String folder, String ending, Instant begin)
      throws IOException {
    var found = new ArrayList<Path>();
    try (var modules = Files.newDirectoryStream(root, Files::isDirectory)) {
      for (var module : modules) {
        var reports = module.resolve("target").resolve(folder);
        if (Files.isDirectory(reports)) {
          try (Stream<Path> files = Files.list(reports)) {
            for (var file : files.sorted().toList()) {
              if (file.toString().endsWith(ending)
                  && !Files.getLastModifiedTime(file).toInstant().isBefore(begin)) {
                found.add(file);
              }
            }
          }
        }
      }
    }
    return found;
  }

  private static Element read(Path report) throws IOException {
    try {
      return DocumentBuilderFactory.newDefaultInstance()
          .newDocumentBuilder()
          .parse(report.toFile())
          .getDocumentElement();
    } catch (ParserConfigurationException | SAXException failure) {
      throw new IOException(report + " is no report of tests", failure);
    }
  }

  @Override
  public String toString() {
    var servers =
        testsByServer.entrySet().stream()
            .map(server -> ", %d on %s".formatted(server.getValue(), server.getKey()))
            .collect(Collectors.joining());
    return "Tests: %d run, %d skipped%s"
        .formatted(tests, skipped.size(), servers.isEmpty() ? "" : ";" + servers.substring(1));
  }
}
