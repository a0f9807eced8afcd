package reckoner.standalone.templates;

import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.util.ArrayList;
import java.util.List;

/**
 * A line with the fewest of its points that still show its shape (Ramer, Douglas and Peucker), so
 * that its dashes are not begun anew at each of many points.
 */
final class SimplifiedLine {
  /** In which no eye tells two lines apart; a chart is some 500 high. */
  private static final double TOLERANCE = 0.5;

  private SimplifiedLine() {}

  /**
   * Of points on logarithmic axes.
   *
   * @param scale pixels of a power of ten on both axes, such as 100
   */
  static List<Point2D> of(List<Point2D> points, double scale) {
    var seen =
        points.stream()
            .<Point2D>map(point ->
                new Point2D.Double(
                    scale * Math.log10(point.getX()), scale * Math.log10(point.getY())))
            .toList();
    var kept = new ArrayList<Point2D>();
    kept.add(points.getFirst());
    keep(points, seen, 0, points.size() - 1, kept);
    return kept;
  }

  /** Adds what is kept after the first point, up to the last. */
  private static void keep(
      List<Point2D> points, List<Point2D> seen, int first, int last, List<Point2D> kept) {
    if (last <= first) {
      return;
    }
    var straight = new Line2D.Double(seen.get(first), seen.get(last));
    int farthest = first;
    double distance = TOLERANCE;
    for (int i = first + 1; i < last; i++) {
      var of = straight.ptSegDist(seen.get(i));
      if (of > distance) {
        farthest = i;
        distance = of;
      }
    }
    if (farthest == first) {
      kept.add(points.get(last));
    } else {
      keep(points, seen, first, farthest, kept);
      keep(points, seen, farthest, last, kept);
    }
  }
}
