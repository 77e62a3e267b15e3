package dev.eader.training.affinity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.eader.training.attention.Views;
import dev.eader.training.data.Pixels;
import dev.eader.training.network.SampleGrid;

/**
 * For each cell of the affinity grid, how different its neighbours are: large at the outlines that the network has learned.
 *
 * @param values [rows * columns], row-major, in [0,1]: 1 - mean affinity of all pairs of the cell
 */
public record DissimilarNeighbours(int rows, int columns, float[] values) {

    /** @param pixels whose width and height are multiples of 32 */
    public static DissimilarNeighbours of(AffinityNet network, NDManager manager, Pixels pixels) {
        SampleGrid grid = network.grid(pixels.width(), pixels.height());
        NeighbourPairs pairs = NeighbourPairs.of(grid.rows(), grid.columns());
        try (NDManager scope = manager.newSubManager()) {
            NDArray features = network.features(Views.single(pixels.width()).input(scope, pixels));
            int channels = (int) features.getShape().get(1);
            return new DissimilarNeighbours(
                    pairs.rows(), pairs.columns(), of(features.toFloatArray(), channels, pairs));
        }
    }

    private static float[] of(float[] features, int channels, NeighbourPairs pairs) {
        float[][] distances = pairs.distances(features, 0, channels);
        float[] sums = new float[pairs.cells()];
        int[] counts = new int[pairs.cells()];
        for (int o = 0; o < distances.length; o++) {
            for (int i = 0; i < pairs.cells(); i++) {
                if (pairs.has(o, i)) {
                    float difference = (float) (1 - Math.exp(-distances[o][i]));
                    for (int cell : new int[] {i, i + pairs.stride(o)}) {
                        sums[cell] += difference;
                        counts[cell]++;
                    }
                }
            }
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= Math.max(1, counts[i]);
        }
        return sums;
    }
}
