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
 * Lets the attention to pictures walk over their affinities.
 *
 * @param manager on the network's device
 * @param inputSize long side that the network sees, in pixels
 * @param beta how much affinity is sharpened
 */
public record AttentionPropagation(
        AffinityNet network, NDManager manager, int inputSize, double beta, PropagatedAttention.Settings settings) {

    /**
     * Works out affinity here, on the network's thread; what it returns may run on any.
     *
     * @param attention file of the picture's maps
     * @return the walk; it throws a {@link DatasetException} when the maps are of another picture
     */
    public Callable<PropagatedAttention> prepare(Sample sample, Path attention) {
        Pixels picture = sample.pixels();
        InputSize size = InputSize.of(picture.width(), picture.height(), inputSize);
        Pixels scaled = picture.resize(size.width(), size.height());
        float[] features;
        int channels;
        try (NDManager scope = manager.newSubManager()) {
            float[] planes = scaled.crop(0, 0, size.width(), size.height(), size.width(), size.height(), false);
            NDArray found = network.features(scope.create(planes, new Shape(1, 3, size.height(), size.width())));
            features = found.toFloatArray();
            channels = (int) found.getShape().get(1);
        }
        SampleGrid cells = network.grid(size.width(), size.height());
        return () -> {
            AttentionFile maps = AttentionFile.read(attention);
            if (maps.width() != picture.width() || maps.height() != picture.height()) {
                throw new DatasetException(String.format(
                        Locale.ROOT,
                        "%s is of a picture of %dx%d, and %s has %dx%d",
                        attention,
                        maps.width(),
                        maps.height(),
                        sample.id(),
                        picture.width(),
                        picture.height()));
            }
            NeighbourPairs neighbours = NeighbourPairs.of(cells.rows(), cells.columns());
            RandomWalk walk = new RandomWalk(features, channels, neighbours, beta);
            return PropagatedAttention.of(maps, walk, cells, size.width(), size.height(), settings);
        };
    }
}
