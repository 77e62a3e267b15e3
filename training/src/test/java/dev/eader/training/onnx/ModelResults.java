package dev.eader.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import dev.eader.training.data.Pixels;
import java.nio.FloatBuffer;
import java.util.Random;

/** Input and results of models in the export tests. */
final class ModelResults {
    private ModelResults() {}

    /** Random blocks of colour instead of single pixels, so that convolutions respond. */
    static Pixels noise(int width, int height, long seed) {
        byte[] blocks = new byte[3 * 8 * 8];
        new Random(seed).nextBytes(blocks);
        return new Pixels(8, 8, blocks).resize(width, height);
    }

    static float[] floats(OrtSession.Result result, String name) {
        FloatBuffer buffer = ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    static byte[] labels(OrtSession.Result result) {
        return ((OnnxTensor) result.get("label_map").orElseThrow())
                .getByteBuffer()
                .array();
    }

    static double maxDifference(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        double max = 0;
        for (int i = 0; i < a.length; i++) {
            max = Math.max(max, Math.abs(a[i] - b[i]));
        }
        return max;
    }

    static double shareOfEqual(byte[] a, byte[] b) {
        assertThat(a).hasSameSizeAs(b);
        int equal = 0;
        for (int i = 0; i < a.length; i++) {
            equal += a[i] == b[i] ? 1 : 0;
        }
        return (double) equal / a.length;
    }
}
