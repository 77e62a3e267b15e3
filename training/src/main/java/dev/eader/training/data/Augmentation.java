package dev.eader.training.data;

import java.util.SplittableRandom;

/**
 * Random resized crop, horizontal flip and colour jitter. The same seed gives the same result. Immutable and thread-safe.
 *
 * @param size side of the square output, in pixels
 * @param leastArea smallest fraction of the image area that a crop covers, in (0,1]
 * @param color largest difference to 1 of the factors of brightness, contrast and saturation, in [0,1)
 */
public record Augmentation(int size, double leastArea, double color) {
    private static final double MAX_ASPECT = 4 / 3.;

    /**
     * Applies crop, flip and colour jitter.
     *
     * @return [3, size, size], RGB in [0,1]
     */
    public float[] apply(Pixels pixels, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double area = random.nextDouble(leastArea, 1.000001) * pixels.width() * pixels.height();
        double aspect = Math.exp(random.nextDouble(-1, 1) * Math.log(MAX_ASPECT));
        double width = Math.min(Math.sqrt(area * aspect), pixels.width());
        double height = Math.min(Math.sqrt(area / aspect), pixels.height());
        double left = random.nextDouble() * (pixels.width() - width);
        double top = random.nextDouble() * (pixels.height() - height);
        float[] crop = pixels.crop(left, top, width, height, size, size, random.nextBoolean());
        recolor(crop, random);
        return crop;
    }

    /**
     * Applies colour jitter in place.
     *
     * @param crop [3, size, size], RGB in [0,1]
     */
    public void recolor(float[] crop, SplittableRandom random) {
        if (color > 0) {
            recolor(crop, factor(random), factor(random), factor(random));
        }
    }

    private float factor(SplittableRandom random) {
        return (float) random.nextDouble(1 - color, 1 + color);
    }

    private void recolor(float[] planes, float brightness, float contrast, float saturation) {
        int n = size * size;
        double mean = 0;
        for (int i = 0; i < n; i++) {
            mean += gray(planes, i, n);
        }
        float middle = (float) (mean / n) * brightness;
        for (int i = 0; i < n; i++) {
            float gray = gray(planes, i, n) * brightness;
            for (int c = 0; c < 3; c++) {
                float bright = planes[c * n + i] * brightness;
                float saturated = gray + (bright - gray) * saturation;
                planes[c * n + i] = Math.max(0, Math.min(1, middle + (saturated - middle) * contrast));
            }
        }
    }

    private static float gray(float[] planes, int i, int n) {
        return .299f * planes[i] + .587f * planes[n + i] + .114f * planes[2 * n + i];
    }
}
