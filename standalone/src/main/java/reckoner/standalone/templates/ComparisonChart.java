package reckoner.standalone.templates;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Point2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import reckoner.catalog.template.Comparison;
import reckoner.standalone.print.SvgPicture;

/**
 * A comparison as a picture: both axes logarithmic, so that ratios are distances. What costs
 * nothing has no place on such an axis and is left out. Only here totals become binary numbers, to
 * be drawn.
 */
public final class ComparisonChart {
  private static final int WIDTH = 1100;
  private static final int HEIGHT = 600;

  /** About as many as a power of ten has in most charts. */
  private static final double PIXELS_OF_A_POWER = 120;

  /** Told apart by people who do not see all colours (Okabe and Ito). */
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x0072B2),
          new Color(0xD55E00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0x000000),
          new Color(0x56B4E9));

  /** Lines differ without colours, too. */
  private static final List<BasicStroke> STROKES =
      List.of(
          line(), line(10, 5), line(3, 4), line(14, 4, 3, 4), line(6, 3), line(14, 4, 3, 4, 3, 4));

  private ComparisonChart() {}

  /** Whether nothing has a place in the picture. */
  public static boolean isEmpty(Comparison comparison) {
    return comparison.samples().stream()
        .allMatch(row -> row.totals().stream().allMatch(total -> total.signum() == 0));
  }

  /**
   * The picture, of which something has a place in it, as a text of SVG; its description is the
   * comparison in words.
   */
  public static String svg(Comparison comparison) {
    return SvgPicture.of(
        WIDTH,
        HEIGHT,
        title(comparison),
        String.join("\n", ComparisonWords.of(comparison)),
        graphics -> chart(comparison).paint(graphics, WIDTH, HEIGHT));
  }

  private static String title(Comparison comparison) {
    return "Which is cheaper: " + String.join(", ", ComparisonWords.names(comparison));
  }

  private static XYChart chart(Comparison comparison) {
    var chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("What a volume costs, before tax")
            .xAxisTitle(unitsTitle(comparison))
            .yAxisTitle("total in " + ComparisonWords.currency(comparison))
            .build();
    style(chart.getStyler());
    var drawn = new ArrayList<List<Point2D>>();
    for (int i = 0; i < comparison.offers().size(); i++) {
      var points = points(comparison, i);
      if (!points.isEmpty()) {
        var series = add(chart, comparison.offers().get(i).name(), points);
        series.setLineColor(COLOURS.get(i));
        series.setLineStyle(STROKES.get(i));
        series.setMarker(SeriesMarkers.NONE);
        drawn.add(points);
      }
    }
    crossings(chart, comparison, drawn);
    return chart;
  }

  private static List<Point2D> points(Comparison comparison, int offer) {
    var points =
        comparison.samples().stream()
            .filter(row -> row.totals().get(offer).signum() > 0)
            .<Point2D>map(
                row -> new Point2D.Double(row.units(), row.totals().get(offer).doubleValue()))
            .toList();
    return points.isEmpty() ? points : SimplifiedLine.of(points, PIXELS_OF_A_POWER);
  }

  private static void crossings(XYChart chart, Comparison comparison, List<List<Point2D>> drawn) {
    var shown =
        comparison.crossings().stream()
            .filter(crossing -> crossing.afterTotal().signum() > 0)
            .map(crossing ->
                new CrossingLabels.Label(
                    Numbers.units(crossing.units()),
                    crossing.units(),
                    crossing.afterTotal().doubleValue()))
            .distinct()
            .toList();
    if (shown.isEmpty()) {
      return;
    }
    var series =
        add(
            chart,
            "cheaper from here on",
            shown.stream()
                .<Point2D>map(label -> new Point2D.Double(label.x(), label.y()))
                .toList());
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    series.setMarker(SeriesMarkers.CIRCLE);
    series.setMarkerColor(Color.BLACK);
    chart.addAnnotation(new CrossingLabels(shown, drawn));
  }

  private static XYSeries add(XYChart chart, String name, List<Point2D> points) {
    return chart.addSeries(
        name,
        points.stream().mapToDouble(Point2D::getX).toArray(),
        points.stream().mapToDouble(Point2D::getY).toArray());
  }

  private static void style(XYStyler styler) {
    styler.setXAxisLogarithmic(true);
    styler.setYAxisLogarithmic(true);
    styler.setLocale(Locale.ROOT);
    styler.setXAxisDecimalPattern("#,##0");
    styler.setYAxisDecimalPattern("#,##0.##");
    styler.setLegendPosition(LegendPosition.OutsideE);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotGridLinesColor(new Color(0xE4E4E4));
    // dashed ones would be drawn dash by dash
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setChartTitleFont(font(Font.BOLD, 16));
    styler.setAxisTitleFont(font(Font.PLAIN, 14));
    styler.setAxisTickLabelsFont(font(Font.PLAIN, 12));
    styler.setLegendFont(font(Font.PLAIN, 13));
    styler.setLegendSeriesLineLength(36);
    styler.setAxisTickPadding(6);
    styler.setMarkerSize(8);
  }

  private static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  private static String unitsTitle(Comparison comparison) {
    var units =
        comparison.offers().stream()
            .map(of -> of.example().getVolume().getUnit())
            .distinct()
            .toList();
    return "units: " + String.join(", ", units) + (units.size() == 1 ? "" : " (one for one)");
  }

  private static BasicStroke line(float... dashes) {
    return new BasicStroke(
        2.5f,
        BasicStroke.CAP_BUTT,
        BasicStroke.JOIN_ROUND,
        10f,
        dashes.length == 0 ? null : dashes,
        0f);
  }
}
