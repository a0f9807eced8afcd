package reckoner.standalone.bench;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;
import reckoner.standalone.print.SvgPicture;

/** The ratios of a benchmark's rows as bars, and their goals as marks: ratios travel. */
public final class ReportChart {
  private static final int WIDTH_MIN = 900;

  /** Of a row with its name and goal below it. */
  private static final int ROW_WIDTH = 220;

  private static final int LEGEND_WIDTH = 140;
  private static final int HEIGHT = 420;

  /** Ratios further apart than this are drawn by their logarithm, or the small ones are no bars. */
  private static final double SPREAD_MAX = 20;

  private ReportChart() {}

  /** The picture as a text of SVG; its description is the table. */
  public static String svg(Report report) {
    int width = Math.max(WIDTH_MIN, LEGEND_WIDTH + ROW_WIDTH * report.rows().size());
    return SvgPicture.of(
        width,
        HEIGHT,
        title(report),
        String.join("\n", report.table()),
        graphics -> chart(report, width).paint(graphics, width, HEIGHT));
  }

  private static String title(Report report) {
    return "bench %s: measured ÷ limit".formatted(report.bench());
  }

  private static CategoryChart chart(Report report, int width) {
    var ratios =
        report.rows().stream().mapToDouble(row -> row.ratio().doubleValue()).summaryStatistics();
    boolean isLogarithmic = ratios.getMin() > 0 && ratios.getMax() / ratios.getMin() > SPREAD_MAX;
    var chart =
        new CategoryChartBuilder()
            .width(width)
            .height(HEIGHT)
            .title(title(report))
            .yAxisTitle(isLogarithmic ? "measured ÷ limit (logarithmic)" : "measured ÷ limit")
            .build();
    style(chart.getStyler());
    if (isLogarithmic) {
      chart.getStyler().setYAxisLogarithmic(true);
      chart.getStyler().setYAxisMin(Math.pow(10, Math.floor(Math.log10(ratios.getMin()))));
      chart.getStyler().setYAxisDecimalPattern("0.0#");
    }
    var names = report.rows().stream().map(ReportChart::name).toList();
    chart
        .addSeries("ratio", names, report.rows().stream().map(Row::ratio).toList())
        .setFillColor(new Color(0x0072B2));
    var goals = goals(report.rows());
    if (goals.stream().anyMatch(goal -> goal != null)) {
      var series = chart.addSeries("goal", names, goals);
      series.setChartCategorySeriesRenderStyle(CategorySeriesRenderStyle.Scatter);
      series.setMarker(SeriesMarkers.DIAMOND);
      series.setMarkerColor(new Color(0xD55E00));
    }
    return chart;
  }

  private static String name(Row row) {
    var goal = row.goal().words();
    return goal.isEmpty() ? row.name() : "%s (%s)".formatted(row.name(), goal);
  }

  /** Without a goal there is no mark. */
  private static List<@Nullable BigDecimal> goals(List<Row> rows) {
    var goals = new ArrayList<@Nullable BigDecimal>();
    for (var row : rows) {
      goals.add(
          switch (row.goal()) {
            case Goal.AtLeast(var ratio) -> ratio;
            case Goal.AtMost(var ratio) -> ratio;
            case Goal.None() -> null;
          });
    }
    return goals;
  }

  private static void style(CategoryStyler styler) {
    styler.setLocale(Locale.ROOT);
    styler.setOverlapped(true);
    styler.setAvailableSpaceFill(0.4);
    styler.setYAxisMin(0.0);
    styler.setYAxisDecimalPattern("0.0");
    styler.setLegendPosition(LegendPosition.OutsideE);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setPlotGridLinesColor(new Color(0xE4E4E4));
    // dashed ones would be drawn dash by dash
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setMarkerSize(14);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
  }
}
