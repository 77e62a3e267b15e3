package dev.eader.training.figure;

import java.awt.image.BufferedImage;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/** Bars in groups: for each category, one of each run. */
public final class BarFigure {
    private final CategoryChart chart;
    private final List<String> categories;
    private int runs;

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
        chart.getStyler().setLabelsRotation(-90);
        chart.getStyler().setLabelsFont(ChartStyle.SMALL);
        chart.getStyler().setDecimalPattern("0.0");
    }

    /** @param values one for each category */
    public BarFigure bars(String run, List<Double> values) {
        chart.addSeries(run, categories, values).setFillColor(ChartStyle.color(runs++));
        return this;
    }

    public BufferedImage draw() {
        return ChartStyle.draw(chart, chart.getWidth(), chart.getHeight());
    }
}
