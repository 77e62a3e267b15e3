package dev.eader.training.figure;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/** Bars in groups: for each category, one of each run, from 0 to tens above the most. */
public final class BarFigure {
    private static final double TICK = 10;
    /** Pixels of a bar that a number fits in without being turned. */
    private static final double LEAST_LEVEL = 30;

    private final CategoryChart chart;
    private final List<String> categories;
    private int runs;
    private double most;

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

    /** @param values one for each category, in [0,100]; null for none */
    public BarFigure addBars(String run, List<Double> values) {
        // a bar of no height has no room for its number
        List<Double> visible = new ArrayList<>();
        for (Double value : values) {
            visible.add(value == null || value == 0 ? null : value);
            most = Math.max(most, value == null ? 0 : value);
        }
        chart.addSeries(run, categories, visible).setFillColor(ChartStyle.color(runs++));
        return this;
    }

    public BufferedImage draw() {
        chart.getStyler().setYAxisMax(Math.ceil((most + 1) / TICK) * TICK);
        double barWidth = (double) chart.getWidth() / categories.size() / (runs + 1);
        chart.getStyler().setLabelsRotation(barWidth < LEAST_LEVEL ? 90 : 0);
        return ChartStyle.draw(chart, chart.getWidth(), chart.getHeight());
    }
}
