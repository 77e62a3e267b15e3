package dev.eader.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BilinearTest {
    @Test
    void it_enlarges_as_pytorch_does() {
        float[] map = new float[7 * 5];
        Random random = new Random(3);
        for (int i = 0; i < map.length; i++) {
            map[i] = random.nextFloat();
        }
        for (int[] size : new int[][] {{28, 19}, {7, 5}, {26, 6}}) {
            float[] enlarged = Bilinear.enlarge(map, 7, 5, size[0], size[1]);
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray array = manager.create(map, new Shape(1, 1, 5, 7));
                float[] expected = array.getNDArrayInternal()
                        .interpolation(new long[] {size[1], size[0]}, 1, false)
                        .toFloatArray();
                for (int i = 0; i < expected.length; i++) {
                    assertThat(Math.abs(enlarged[i] - expected[i])).isLessThan(1e-6f);
                }
            }
        }
    }
}
