package dev.eader.training.erasing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.eader.training.data.ImageBatch;
import dev.eader.training.network.Scalars;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The part of a batch that one device processes. Losses are means, so the loss of the batch is the sum over its shards, each
 * weighted by its share: of the images for a mean over images, of the (image, present class) pairs for a mean over pairs.
 * Only batch normalisation uses the images of one device alone.
 *
 * @param device number of the device, from 0
 * @param pixels [images, 3, height, width] in [0,1]
 * @param labels [images, classes], 0 or 1
 * @param imageShare share of the batch's images, in (0,1]
 * @param pairShare share of the batch's pairs, in [0,1]; 0 if the batch has none
 */
record BatchShard(int device, NDArray pixels, NDArray labels, double imageShare, double pairShare) {

    /**
     * @param scopes one per device, owning the arrays of that device's shard
     * @throws IllegalArgumentException if the batch has fewer images than there are devices
     */
    static List<BatchShard> split(ImageBatch batch, List<NDManager> scopes) {
        int devices = scopes.size();
        int perImage = batch.pixels().length / batch.size();
        int classes = batch.labels().length / batch.size();
        long side = Math.round(Math.sqrt(perImage / 3.));
        double pairs = countPairs(batch.labels());
        if (batch.size() < devices) {
            throw new IllegalArgumentException("a batch must have at least one image per device, but has "
                    + batch.size() + " for " + devices + " devices");
        }
        List<BatchShard> shards = new ArrayList<>();
        for (int device = 0; device < devices; device++) {
            int from = batch.size() * device / devices;
            int to = batch.size() * (device + 1) / devices;
            float[] pixels = Arrays.copyOfRange(batch.pixels(), from * perImage, to * perImage);
            float[] labels = Arrays.copyOfRange(batch.labels(), from * classes, to * classes);
            NDManager scope = scopes.get(device);
            double imageShare = (double) (to - from) / batch.size();
            shards.add(new BatchShard(
                    device,
                    scope.create(pixels, new Shape(to - from, 3, side, side)),
                    scope.create(labels, new Shape(to - from, classes)),
                    imageShare,
                    pairs == 0 ? 0 : countPairs(labels) / pairs));
        }
        return shards;
    }

    /** This shard's term of the batch's localizer loss: classification weighted by images, the rest by pairs. */
    NDArray weighted(EaderLoss.LocalizerLoss loss) {
        return imageShare == 1
                ? loss.total()
                : Scalars.times(loss.total(), pairShare)
                        .add(Scalars.times(loss.classification(), imageShare - pairShare));
    }

    static NDArray weighted(NDArray loss, double share) {
        return share == 1 ? loss : Scalars.times(loss, share);
    }

    private static double countPairs(float[] labels) {
        int pairs = 0;
        for (float label : labels) {
            pairs += label > .5f ? 1 : 0;
        }
        return pairs;
    }
}
