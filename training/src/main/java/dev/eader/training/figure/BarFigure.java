package dev.eader.training.figure;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/**
 * A bar chart with a group of bars for each category, one bar per run. The value axis ends at the next multiple of 10.
 */
public final class BarFigure {
    private static final double TICK = 10;
    /** Minimum width of a bar, in pixels, for a horizontal label; labels of narrower bars are rotated. */
    private static final double MIN_LABEL_WIDTH = 30;

    private final CategoryChart chart;
    private final List<String> categories;
    private int runs;
    private double highest;

    /**
     * @param width width in pixels
     * @param height height in pixels
     * @param x title of the category axis
     * @param y title of the value axis
     */
    public BarFigure(int width, int height, String title, String x, String y, List<String> categories) {
        this.categories = List.copyOf(categories);
        chart = new CategoryChartBuilder()
                .width(width)
                .height(height)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        ChartStyle.apply(chart.getStyler());
        chart.getStyler().setPlotGridVerticalLinesVisible(false);
        chart.getStyler().setAvailableSpaceFill(.85);
        chart.getStyler().setYAxisMin(0.);
        chart.getStyler().setLabelsVisible(true);
        chart.getStyler().setLabelsPosition(.5);
        chart.getStyler().setLabelsFont(ChartStyle.SMALL);
        chart.getStyler().setPlotContentSize(1);
        chart.getStyler().setYAxisDecimalPattern("0.#");
    }

    /** @param values a value in [0, 100] for each category; null for no bar */
    public BarFigure addBars(String run, List<Double> values) {
        // a bar of height 0 would be drawn as a label only
        List<Double> visible = new ArrayList<>();
        for (Double value : values) {
            visible.add(value == null || value == 0 ? null : value);
            highest = Math.max(highest, value == null ? 0 : value);
        }
        chart.addSeries(run, categories, visible).setFillColor(ChartStyle.color(runs++));
        return this;
    }

    public BufferedImage draw() {
        chart.getStyler().setYAxisMax(Math.ceil((highest + 1) / TICK) * TICK);
        double barWidth = (double) chart.getWidth() / categories.size() / (runs + 1);
        chart.getStyler().setLabelsRotation(barWidth < MIN_LABEL_WIDTH ? 90 : 0);
        return ChartStyle.draw(chart, chart.getWidth(), chart.getHeight());
    }
}
