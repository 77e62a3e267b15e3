package dev.eader.training.evaluation;

/** Bilinear enlarging with half-pixel centres, as PyTorch's {@code align_corners=False} and ONNX's Resize have it. */
public final class Bilinear {
    private Bilinear() {}

    /** @param map row-major at {@code fromWidth} x {@code fromHeight} */
    public static float[] enlarge(float[] map, int fromWidth, int fromHeight, int width, int height) {
        Axis across = Axis.of(fromWidth, width);
        Axis down = Axis.of(fromHeight, height);
        float[] out = new float[width * height];
        for (int y = 0; y < height; y++) {
            int upper = down.first[y] * fromWidth;
            int lower = down.second[y] * fromWidth;
            float share = down.share[y];
            for (int x = 0; x < width; x++) {
                float above = mix(map[upper + across.first[x]], map[upper + across.second[x]], across.share[x]);
                float below = mix(map[lower + across.first[x]], map[lower + across.second[x]], across.share[x]);
                out[y * width + x] = mix(above, below, share);
            }
        }
        return out;
    }

    /** Between which two source positions each target position lies, and how near to the second. */
    private record Axis(int[] first, int[] second, float[] share) {
        static Axis of(int from, int to) {
            Axis axis = new Axis(new int[to], new int[to], new float[to]);
            for (int i = 0; i < to; i++) {
                double at = Math.max(0, Math.min((i + .5) * from / to - .5, from - 1));
                axis.first[i] = (int) at;
                axis.second[i] = Math.min((int) at + 1, from - 1);
                axis.share[i] = (float) (at - (int) at);
            }
            return axis;
        }
    }

    private static float mix(float a, float b, float share) {
        return a + (b - a) * share;
    }
}
