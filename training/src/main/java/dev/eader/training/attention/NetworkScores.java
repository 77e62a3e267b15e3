package dev.eader.training.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import dev.eader.training.data.Pixels;
import dev.eader.training.network.Network;
import java.util.List;

/**
 * Computes the scores of a network's classifier. Not thread-safe.
 *
 * @param manager on the network's device
 */
public record NetworkScores(Network network, NDManager manager) {
    /**
     * @param pictures of equal size, both sides multiples of 32 pixels
     * @return [pictures][classes], in [0,1]
     */
    public float[][] scores(List<Pixels> pictures) {
        try (NDManager scope = manager.newSubManager()) {
            NDList images = new NDList();
            pictures.forEach(picture -> images.add(Views.image(scope, picture)));
            NDArray batch = network.normalize(NDArrays.concat(images));
            NDArray scores = Activation.sigmoid(network.forward(batch, false).logits());
            return AttentionMaps.rows(scores.toFloatArray(), pictures.size());
        }
    }
}
