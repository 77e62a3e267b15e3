package dev.eader.training.report;

import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.data.Dataset.Sample;
import dev.eader.training.data.Pixels;
import dev.eader.training.figure.Overlay;
import dev.eader.training.report.Overlays.Label;
import dev.eader.training.report.Overlays.Picture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is drawn of one picture, reduced to the largest size that the report uses.
 *
 * @param mask [maskHeight * maskWidth] label map
 * @param attention [attentionHeight * attentionWidth] attention of the class with the highest score; null without attention
 */
record Drawing(
        ScoredPicture scored,
        String id,
        Pixels pixels,
        byte[] mask,
        int maskWidth,
        int maskHeight,
        float[] attention,
        int attentionWidth,
        int attentionHeight) {
    static final int MAX_SIDE = 320;
    private static final float QUALITY = .78f;

    /** @param attention maps of the localizer; null for none */
    static Drawing of(
            ScoredPicture scored, Sample sample, AttentionMaps masks, double background, AttentionMaps attention) {
        return new Drawing(
                scored,
                sample.id(),
                reduced(sample.pixels(), MAX_SIDE),
                masks.labelMap(scored.predicted(), background),
                masks.width(),
                masks.height(),
                attention == null ? null : attention.attention()[scored.topClass()],
                attention == null ? 0 : attention.width(),
                attention == null ? 0 : attention.height());
    }

    /** @param side long side of the images in pixels, at most {@link #MAX_SIDE} */
    Picture picture(List<String> classes, int side) throws IOException {
        BufferedImage image = reduced(pixels, side).toImage();
        return new Picture(
                id,
                image.getWidth(),
                image.getHeight(),
                DataUri.jpeg(image, QUALITY),
                attention == null
                        ? null
                        : DataUri.jpeg(Overlay.heat(image, attention, attentionWidth, attentionHeight), QUALITY),
                DataUri.jpeg(Overlay.labels(image, mask, maskWidth, maskHeight), QUALITY),
                classes.get(scored.topClass()),
                labels(classes, scored.given(), false),
                labels(classes, scored.predicted(), true),
                labels(classes, missed(), true));
    }

    private boolean[] missed() {
        boolean[] missed = new boolean[scored.given().length];
        for (int c = 0; c < missed.length; c++) {
            missed[c] = scored.given()[c] && !scored.predicted()[c];
        }
        return missed;
    }

    private List<Label> labels(List<String> classes, boolean[] chosen, boolean withScores) {
        List<Label> labels = new ArrayList<>();
        for (int c = 0; c < chosen.length; c++) {
            if (chosen[c]) {
                labels.add(new Label(
                        classes.get(c),
                        withScores ? String.format(Locale.ROOT, "%.2f", scored.scores()[c]) : "",
                        Overlays.color(c + 1),
                        scored.given()[c] != scored.predicted()[c]));
            }
        }
        return labels;
    }

    private static Pixels reduced(Pixels pixels, int side) {
        double scale = (double) side / Math.max(pixels.width(), pixels.height());
        return scale >= 1
                ? pixels
                : pixels.resize(Math.max(1, (int) Math.round(pixels.width() * scale)), Math.max(1, (int)
                        Math.round(pixels.height() * scale)));
    }
}
