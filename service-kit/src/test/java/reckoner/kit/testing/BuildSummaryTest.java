package reckoner.kit.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildSummaryTest {
  private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path root = Path.of("");

  @Test
  void whatRanInThisBuildIsSummedOverItsModules() throws IOException {
    file("one/target/surefire-reports/TEST-A.xml", BEGIN, suite("<testcase/>", "<testcase/>"));
    file(
        "two/target/surefire-reports/TEST-B.xml",
        BEGIN.plusSeconds(1),
        suite(
            "<testcase><failure/></testcase>",
            "<testcase classname=\"B\" name=\"b\"><skipped/></testcase>"));
    file("two/target/surefire-reports/TEST-Old.xml", BEGIN.minusSeconds(1), suite("<testcase/>"));
    file("one/target/servers-used/1.tsv", BEGIN, "embedded PostgreSQL\t2\n");
    file("two/target/servers-used/2.tsv", BEGIN, "embedded PostgreSQL\t1\nTemporal\t1\n");
    file("two/target/servers-used/3.tsv", BEGIN.minusSeconds(1), "Temporal\t100\n");
    var summary = BuildSummary.of(root, BEGIN);
    assertEquals(List.of("B.b"), summary.skipped());
    assertEquals(
        "Tests: 3 run, 1 skipped; 3 on embedded PostgreSQL, 1 on Temporal", summary.toString());
  }

  @Test
  void aBuildWithoutServersNamesNone() throws IOException {
    assertEquals("Tests: 0 run, 0 skipped", BuildSummary.of(root, BEGIN).toString());
  }

  @Test
  void theTestsOfAClassCountForEveryServerThatItUsed() {
    assertEquals(
        Map.of("postgres", 5, "temporal", 2),
        ServersUsed.testsByServer(
            Map.of("A", Set.of("postgres"), "B", Set.of("postgres", "temporal")),
            Map.of("A", 3, "B", 2, "Pure", 7)));
  }

  private void file(String name, Instant time, String text) throws IOException {
    var path = root.resolve(name);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    Files.setLastModifiedTime(path, FileTime.from(time));
  }

  private static String suite(String... tests) {
    return "<testsuite>" + String.join("", tests) + "</testsuite>";
  }
}
