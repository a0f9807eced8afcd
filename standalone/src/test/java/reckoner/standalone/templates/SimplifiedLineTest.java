package reckoner.standalone.templates;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.geom.Point2D;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimplifiedLineTest {
  @Test
  void aStraightLineIsItsEnds() {
    var points = line(1, 1_000, 1);
    assertEquals(List.of(points.getFirst(), points.getLast()), SimplifiedLine.of(points, 120));
  }

  @Test
  void aBendIsKept() {
    var points =
        List.<Point2D>of(
            new Point2D.Double(1, 20),
            new Point2D.Double(100, 20),
            new Point2D.Double(500, 20),
            new Point2D.Double(1_000, 45),
            new Point2D.Double(100_000, 4_995));
    assertEquals(
        List.of(points.get(0), points.get(2), points.get(3), points.get(4)),
        SimplifiedLine.of(points, 120));
  }

  @Test
  void onePointStays() {
    var point = line(7, 7, 3);
    assertEquals(point, SimplifiedLine.of(point, 120));
  }

  private static List<Point2D> line(int from, int to, double price) {
    return IntStream.rangeClosed(from, to)
        .<Point2D>mapToObj(units -> new Point2D.Double(units, price * units))
        .toList();
  }
}
