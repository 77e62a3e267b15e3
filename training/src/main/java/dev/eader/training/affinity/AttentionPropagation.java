package dev.eader.training.affinity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.eader.training.attention.AttentionFile;
import dev.eader.training.attention.InputSize;
import dev.eader.training.data.Dataset.Sample;
import dev.eader.training.data.DatasetException;
import dev.eader.training.data.Pixels;
import dev.eader.training.network.SampleGrid;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * Propagates the attention of images by a random walk with their affinities.
 *
 * @param manager on the network's device
 * @param inputSize long side of the network's input, in pixels
 * @param beta exponent of the affinities; see {@link RandomWalk}
 */
public record AttentionPropagation(
        AffinityNet network, NDManager manager, int inputSize, double beta, PropagatedAttention.Settings settings) {

    /**
     * Computes an image's affinity features. Call it from the network's thread; the returned task may run on any thread.
     *
     * @param attention file with the image's attention
     * @return task that reads the attention and propagates it; throws a {@link DatasetException} if the file is invalid or
     *     belongs to an image of another size
     */
    public Callable<PropagatedAttention> prepare(Sample sample, Path attention) {
        Pixels image = sample.pixels();
        InputSize size = InputSize.of(image.width(), image.height(), inputSize);
        Pixels scaled = image.resize(size.width(), size.height());
        float[] features;
        int channels;
        try (NDManager scope = manager.newSubManager()) {
            float[] planes = scaled.crop(0, 0, size.width(), size.height(), size.width(), size.height(), false);
            NDArray computed = network.features(scope.create(planes, new Shape(1, 3, size.height(), size.width())));
            features = computed.toFloatArray();
            channels = (int) computed.getShape().get(1);
        }
        SampleGrid grid = network.grid(size.width(), size.height());
        return () -> {
            AttentionFile maps = AttentionFile.read(attention);
            if (maps.width() != image.width() || maps.height() != image.height()) {
                throw new DatasetException(String.format(
                        Locale.ROOT,
                        "%s is the attention of an image of %dx%d pixels, but image %s has %dx%d",
                        attention,
                        maps.width(),
                        maps.height(),
                        sample.id(),
                        image.width(),
                        image.height()));
            }
            NeighbourPairs pairs = NeighbourPairs.of(grid.rows(), grid.columns());
            RandomWalk walk = new RandomWalk(features, channels, pairs, beta);
            return PropagatedAttention.of(maps, walk, grid, size.width(), size.height(), settings);
        };
    }
}
