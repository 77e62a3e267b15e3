package dev.eader.training.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.util.Locale;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;

/** The one look of all charts. */
final class ChartStyle {
    static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    static final BasicStroke SOLID = new BasicStroke(2f);
    static final BasicStroke DASHED =
            new BasicStroke(2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {7, 5}, 0);

    /** Twice the pixels that the layout counts in, so that print is sharp. */
    private static final int SHARPNESS = 2;

    /** Okabe and Ito's, which the colour-blind can tell apart. */
    private static final int[] COLORS = {0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9, 0x000000, 0xb0a000
    };

    private ChartStyle() {}

    static Color color(int index) {
        return new Color(COLORS[index % COLORS.length]);
    }

    static void apply(AxesChartStyler styler) {
        styler.setChartTitleFont(Canvas.TITLE);
        styler.setAxisTitleFont(Canvas.TEXT);
        styler.setLegendFont(Canvas.TEXT);
        styler.setAxisTickLabelsFont(Canvas.TEXT.deriveFont(13f));
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setChartTitleBoxVisible(false);
        styler.setChartTitlePadding(14);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridLinesColor(new Color(0xdddddd));
        styler.setPlotGridLinesStroke(new BasicStroke(1f));
        styler.setChartPadding(14);
        styler.setMarkerSize(9);
        styler.setLocale(Locale.ROOT);
        styler.setLegendPosition(Styler.LegendPosition.OutsideE);
    }

    static BufferedImage draw(IChart chart, int width, int height) {
        return Canvas.draw(SHARPNESS * width, SHARPNESS * height, graphics -> {
            graphics.scale(SHARPNESS, SHARPNESS);
            chart.paint(graphics, width, height);
        });
    }
}
