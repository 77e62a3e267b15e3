package dev.eader.training.figure;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A line chart. A run has the same colour in all figures to which the same runs are added in the same order. */
public final class LineFigure {
    private final XYChart chart;
    private final Set<String> runs = new LinkedHashSet<>();
    private final List<String> drawn = new ArrayList<>();

    /**
     * @param width width in pixels
     * @param height height in pixels
     * @param x title of the horizontal axis
     * @param y title of the vertical axis
     */
    public LineFigure(int width, int height, String title, String x, String y) {
        chart = new XYChartBuilder()
                .width(width)
                .height(height)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        ChartStyle.apply(chart.getStyler());
    }

    /**
     * Adds a line, unless it has no points.
     *
     * @param run run that determines the colour
     * @param name name in the legend
     * @param dashed whether the line is dashed, to distinguish two lines of a run
     */
    public LineFigure addLine(String run, String name, LossLog.Series points, boolean dashed) {
        runs.add(run);
        if (points.steps().length > 0) {
            XYSeries series = chart.addSeries(name, points.steps(), points.values());
            series.setMarker(SeriesMarkers.NONE);
            series.setLineColor(ChartStyle.color(index(run)));
            series.setLineStyle(dashed ? ChartStyle.DASHED : ChartStyle.SOLID);
            drawn.add(name);
        }
        return this;
    }

    /** Adds a dot in the colour of a run, without an entry in the legend. */
    public LineFigure addDot(String run, double x, double y) {
        XYSeries series = chart.addSeries("dot " + drawn.size() + " " + run, new double[] {x}, new double[] {y});
        series.setMarker(SeriesMarkers.CIRCLE);
        series.setMarkerColor(ChartStyle.color(index(run)));
        series.setShowInLegend(false);
        drawn.add(series.getName());
        return this;
    }

    /** Reduces fonts and padding for a narrow chart, and hides the legend if there is only one line. */
    public LineFigure compact() {
        ChartStyle.compact(chart.getStyler());
        chart.getStyler().setLegendVisible(drawn.size() > 1);
        return this;
    }

    public String title() {
        return chart.getTitle();
    }

    public boolean isEmpty() {
        return drawn.isEmpty();
    }

    public BufferedImage draw() {
        return ChartStyle.draw(chart, chart.getWidth(), chart.getHeight());
    }

    private int index(String run) {
        runs.add(run);
        return List.copyOf(runs).indexOf(run);
    }
}
