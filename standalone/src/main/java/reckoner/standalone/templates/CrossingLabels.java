package reckoner.standalone.templates;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.internal.chartpart.Annotation;

/**
 * The volumes at which lines cross, each beside its point: as near as may be, within the plot, and
 * on no line, point or other label, where there is room for that.
 */
final class CrossingLabels extends Annotation {
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.BOLD, 13);
  private static final double PADDING = 2;
  private static final double POINT = 7;
  private static final double[] DISTANCES = {12, 24, 40, 60, 85, 115};

  /** From there on a thin line leads from the point to its label. */
  private static final double FAR = 24;

  private static final double[][] DIRECTIONS = {
    {1, 1}, {-1, -1}, {1, -1}, {-1, 1}, {0, 1}, {0, -1}, {1, 0}, {-1, 0}
  };

  /** A label and the point that it is for, in the numbers of the axes. */
  record Label(String text, double x, double y) {}

  private final List<Label> labels;
  private final List<List<Point2D>> series;

  /**
   * @param series the points of the lines that are drawn, in the numbers of the axes
   */
  CrossingLabels(List<Label> labels, List<List<Point2D>> series) {
    super(false);
    this.labels = List.copyOf(labels);
    this.series = List.copyOf(series);
  }

  @Override
  public void paint(Graphics2D graphics) {
    graphics.setFont(FONT);
    var metrics = graphics.getFontMetrics(FONT);
    var segments = segments();
    var points = labels.stream().map(label -> onScreen(label.x(), label.y())).toList();
    var taken = new ArrayList<Rectangle2D>(points.stream().map(CrossingLabels::around).toList());
    for (int i = 0; i < labels.size(); i++) {
      var text = labels.get(i).text();
      var size =
          new Rectangle2D.Double(
              0,
              0,
              metrics.stringWidth(text) + 2 * PADDING,
              metrics.getAscent() + metrics.getDescent() + 2 * PADDING);
      var box = place(points.get(i), size, taken, segments);
      taken.add(box);
      draw(graphics, text, box, points.get(i), metrics.getAscent());
    }
  }

  private Rectangle2D place(
      Point2D point, Rectangle2D size, List<Rectangle2D> taken, List<Line2D> segments) {
    Rectangle2D second = null;
    for (var distance : DISTANCES) {
      for (var direction : DIRECTIONS) {
        var box = beside(point, size, direction, distance);
        if (plot().contains(box) && taken.stream().noneMatch(box::intersects)) {
          if (segments.stream().noneMatch(box::intersectsLine)) {
            return box;
          }
          second = second == null ? box : second;
        }
      }
    }
    return second == null ? beside(point, size, DIRECTIONS[0], DISTANCES[0]) : second;
  }

  private static Rectangle2D beside(
      Point2D point, Rectangle2D size, double[] direction, double distance) {
    var isDiagonal = direction[0] != 0 && direction[1] != 0;
    var away = isDiagonal ? distance * 0.7 : distance;
    return new Rectangle2D.Double(
        point.getX() + direction[0] * (away + size.getWidth() / 2) - size.getWidth() / 2,
        point.getY() + direction[1] * (away + size.getHeight() / 2) - size.getHeight() / 2,
        size.getWidth(),
        size.getHeight());
  }

  private static void draw(
      Graphics2D graphics, String text, Rectangle2D box, Point2D point, int ascent) {
    var x = Math.clamp(point.getX(), box.getMinX(), box.getMaxX());
    var y = Math.clamp(point.getY(), box.getMinY(), box.getMaxY());
    if (point.distance(x, y) >= FAR) {
      graphics.setColor(Color.DARK_GRAY);
      graphics.setStroke(new BasicStroke(1));
      graphics.draw(new Line2D.Double(point.getX(), point.getY(), x, y));
    }
    graphics.setColor(Color.WHITE);
    graphics.fill(box);
    graphics.setColor(Color.BLACK);
    graphics.drawString(
        text, (float) (box.getX() + PADDING), (float) (box.getY() + PADDING + ascent));
  }

  private List<Line2D> segments() {
    var segments = new ArrayList<Line2D>();
    for (var line : series) {
      for (int i = 1; i < line.size(); i++) {
        segments.add(
            new Line2D.Double(
                onScreen(line.get(i - 1).getX(), line.get(i - 1).getY()),
                onScreen(line.get(i).getX(), line.get(i).getY())));
      }
    }
    return segments;
  }

  private Rectangle2D plot() {
    var plot = new Rectangle2D.Double();
    plot.setFrameFromDiagonal(
        getXAxisScreenValueForMin(),
        getYAxisScreenValueForMin(),
        getXAxisScreenValueForMax(),
        getYAxisScreenValueForMax());
    return plot;
  }

  private Point2D onScreen(double x, double y) {
    return new Point2D.Double(getXAxisScreenValue(x), getYAxisScreenValue(y));
  }

  private static Rectangle2D around(Point2D point) {
    return new Rectangle2D.Double(point.getX() - POINT, point.getY() - POINT, 2 * POINT, 2 * POINT);
  }
}
