package dev.eader.training.erasing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.eader.training.data.Batches.Batch;
import dev.eader.training.network.Scalars;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One device's part of a batch. Losses are means, so the loss of the batch is the shards' sum by share: of the images, where
 * a mean is over images, and of the (image, present class) pairs, where it is over these. With one shard it is that
 * shard's own. Batch normalisation alone knows a device's images only.
 *
 * @param device number of the device
 * @param pixels [images, 3, height, width] in [0,1]
 * @param labels [images, classes] of 0 and 1
 * @param ofImages share of the batch's images
 * @param ofPairs share of the batch's pairs; 0 where there is none
 */
record Shard(int device, NDArray pixels, NDArray labels, double ofImages, double ofPairs) {

    /** @param scopes one for each device, to own that device's arrays */
    static List<Shard> split(Batch batch, List<NDManager> scopes) {
        int devices = scopes.size();
        int perImage = batch.pixels().length / batch.size();
        int classes = batch.labels().length / batch.size();
        long side = Math.round(Math.sqrt(perImage / 3.));
        double pairs = pairs(batch.labels());
        if (batch.size() < devices) {
            throw new IllegalArgumentException("a batch of " + batch.size() + " on " + devices + " devices");
        }
        List<Shard> shards = new ArrayList<>();
        for (int device = 0; device < devices; device++) {
            int from = batch.size() * device / devices;
            int to = batch.size() * (device + 1) / devices;
            float[] pixels = Arrays.copyOfRange(batch.pixels(), from * perImage, to * perImage);
            float[] labels = Arrays.copyOfRange(batch.labels(), from * classes, to * classes);
            NDManager scope = scopes.get(device);
            double ofImages = (double) (to - from) / batch.size();
            shards.add(new Shard(
                    device,
                    scope.create(pixels, new Shape(to - from, 3, side, side)),
                    scope.create(labels, new Shape(to - from, classes)),
                    ofImages,
                    pairs == 0 ? 0 : pairs(labels) / pairs));
        }
        return shards;
    }

    /** What this shard adds to the localizer's loss: classification by images, all else by pairs. */
    NDArray share(Eader.LocalizerLoss loss) {
        return ofImages == 1
                ? loss.total()
                : Scalars.times(loss.total(), ofPairs).add(Scalars.times(loss.classification(), ofImages - ofPairs));
    }

    /** A loss by a share of it. */
    static NDArray share(NDArray loss, double share) {
        return share == 1 ? loss : Scalars.times(loss, share);
    }

    private static double pairs(float[] labels) {
        int pairs = 0;
        for (float label : labels) {
            pairs += label > .5f ? 1 : 0;
        }
        return pairs;
    }
}
