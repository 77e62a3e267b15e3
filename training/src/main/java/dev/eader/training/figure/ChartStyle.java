package dev.eader.training.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.util.Locale;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;

/** The common style of all charts. */
final class ChartStyle {
    static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    static final BasicStroke SOLID = new BasicStroke(2f);
    static final BasicStroke DASHED =
            new BasicStroke(2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {7, 5}, 0);

    /** Image pixels per layout pixel, so that charts are sharp in print. */
    private static final int SCALE = 2;

    /** The palette of Okabe and Ito (2008), which colour-blind readers can distinguish; its yellow is darker here. */
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

    /** The style of charts that are shown side by side or on a phone. */
    static void compact(AxesChartStyler styler) {
        styler.setChartTitleFont(Canvas.TITLE.deriveFont(15f));
        styler.setAxisTitleFont(Canvas.TEXT.deriveFont(12.5f));
        styler.setAxisTickLabelsFont(Canvas.TEXT.deriveFont(12f));
        styler.setChartTitlePadding(6);
        styler.setChartPadding(6);
    }

    static BufferedImage draw(IChart chart, int width, int height) {
        return Canvas.draw(SCALE * width, SCALE * height, graphics -> {
            graphics.scale(SCALE, SCALE);
            chart.paint(graphics, width, height);
        });
    }
}
