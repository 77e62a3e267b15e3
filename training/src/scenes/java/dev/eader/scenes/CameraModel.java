package dev.eader.scenes;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.SplittableRandom;

/**
 * Simulates a cheap camera: uneven light, a colour cast, slight blur, noise and 8x8 compression blocks.
 *
 * @param gain brightness factor at the centre; 1 is neutral
 * @param tiltX relative change of brightness from the centre to the right edge
 * @param tiltY relative change of brightness from the centre to the bottom edge
 * @param warmth relative increase of red and decrease of blue, about -0.1 to 0.1
 * @param blur weight of the 3x3 binomial filter, in sixteenths, 0 to 16
 * @param grain largest noise, in levels of 255
 * @param seed seed of the noise
 */
record CameraModel(double gain, double tiltX, double tiltY, double warmth, int blur, int grain, long seed) {

    private static final int RED_BLUE = 0xff00ff;
    private static final int GREEN = 0x00ff00;

    /** Largest distance in pixels at which a changed pixel affects the output. */
    static final int REACH = 1;

    /** Returns a camera with random properties. */
    static CameraModel random(SplittableRandom random) {
        return new CameraModel(
                random.nextDouble(0.85, 1.2),
                random.nextDouble(-0.2, 0.2),
                random.nextDouble(-0.2, 0.2),
                random.nextDouble(-0.06, 0.06),
                random.nextInt(5, 17),
                random.nextInt(2, 11),
                random.nextLong());
    }

    /** Applies the effects to the painted image. */
    BufferedImage capture(Canvas canvas) {
        int width = canvas.width;
        int height = canvas.height;
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] out = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        int[] redBlue = new int[out.length];
        int[] green = new int[out.length];
        sumRows(canvas, redBlue, green);
        int[] lightX = falloff(width, tiltX);
        int[] lightY = falloff(height, tiltY);
        int redGain = (int) (256 * gain * (1 + warmth));
        int greenGain = (int) (256 * gain);
        int blueGain = (int) (256 * gain * (1 - warmth));
        long noise = seed | 1;
        for (int y = 0, at = 0; y < height; y++) {
            int above = y == 0 ? 0 : -width;
            int below = y == height - 1 ? 0 : width;
            for (int x = 0; x < width; x++, at++) {
                int rb = (redBlue[at + above] + 2 * redBlue[at] + redBlue[at + below] >>> 4) & RED_BLUE;
                int g = (green[at + above] + 2 * green[at] + green[at + below] >>> 4) & GREEN;
                int clean = canvas.rgb[at];
                rb = ((clean & RED_BLUE) * (16 - blur) + rb * blur >>> 4) & RED_BLUE;
                g = ((clean & GREEN) * (16 - blur) + g * blur >>> 4) & GREEN;
                noise = noise * 6364136223846793005L + 1442695040888963407L;
                int light = 256 + lightX[x] + lightY[y];
                int shift = grain((int) (noise >>> 48), (int) (noise >>> 40)) + block(x >> 3, y >> 3);
                out[at] = level((rb >> 16) * redGain, light, shift + grain((int) (noise >>> 56), 128)) << 16
                        | level((g >> 8) * greenGain, light, shift) << 8
                        | level((rb & 255) * blueGain, light, shift + grain((int) (noise >>> 32), 128));
            }
        }
        return image;
    }

    /** Computes the 1-2-1 sums along rows, red and blue in one int: the sums of two passes fit into 16 bits each. */
    private static void sumRows(Canvas canvas, int[] redBlue, int[] green) {
        int[] rgb = canvas.rgb;
        for (int y = 0, at = 0; y < canvas.height; y++) {
            for (int x = 0; x < canvas.width; x++, at++) {
                int left = rgb[x == 0 ? at : at - 1];
                int right = rgb[x == canvas.width - 1 ? at : at + 1];
                redBlue[at] = (left & RED_BLUE) + 2 * (rgb[at] & RED_BLUE) + (right & RED_BLUE);
                green[at] = (left & GREEN) + 2 * (rgb[at] & GREEN) + (right & GREEN);
            }
        }
    }

    /** Returns the change of brightness along one axis, in 1/256: a linear tilt and darkening towards the edges. */
    private static int[] falloff(int length, double tilt) {
        int[] light = new int[length];
        for (int i = 0; i < length; i++) {
            double t = 2 * (i + 0.5) / length - 1;
            light[i] = (int) Math.round(256 * (tilt * t - 0.06 * t * t));
        }
        return light;
    }

    private int grain(int a, int b) {
        return ((a & 255) + (b & 255) - 255) * grain >> 8;
    }

    private int block(int x, int y) {
        int hash = (x * 73856093 ^ y * 19349663 ^ (int) seed) * 0x9E3779B1;
        return (hash >>> 24) * grain / 6 >> 8;
    }

    private static int level(int value, int light, int shift) {
        return Math.max(0, Math.min(255, (value >> 8) * light / 256 + shift));
    }
}
