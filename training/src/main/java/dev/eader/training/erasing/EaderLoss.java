package dev.eader.training.erasing;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import dev.eader.training.attention.ClassActivation;
import dev.eader.training.attention.ImageClassPairs;
import dev.eader.training.network.Network;
import dev.eader.training.network.Scalars;
import dev.eader.training.optimisation.BinaryCrossEntropy;

/**
 * The losses of End-to-End Adversarial Erasing (Stammes et al. 2020, section 3). The localizer G sees the image x, the
 * adversary F sees the image {@code x_c} with one present class c erased. Means over c are over the (image, present class)
 * pairs of the batch.
 */
public final class EaderLoss {
    private final Network localizer;
    private final Network adversary;
    private final Weighting weighting;

    /**
     * @param alpha weight of the attention mining loss, at least 0; 0 trains a plain classifier
     * @param beta weight of the regularisation, at least 0
     * @param omega steepness of the soft mask, above 0
     * @param sigma attention that is half erased, in [0,1]
     */
    public record Weighting(double alpha, double beta, double omega, double sigma) {}

    /**
     * {@code total = classification + alpha attentionMining + beta regularization}, each a 0-dimensional array.
     *
     * @param attentionMining mean score that the adversary gives the erased class, in [0,1]; 0 if it was not computed
     * @param regularization mean attention, in [0,1]
     */
    public record LocalizerLoss(
            NDArray total, NDArray classification, NDArray attentionMining, NDArray regularization) {}

    /** @param localizer on the same device as {@code adversary} */
    public EaderLoss(Network localizer, Network adversary, Weighting weighting) {
        this.localizer = localizer;
        this.adversary = adversary;
        this.weighting = weighting;
    }

    /**
     * Computes {@code BCE(G(x), y) + alpha mean_c sigmoid(F_c(x_c)) + beta mean A}.
     *
     * @param pixels [batch, 3, height, width] in [0,1]
     * @param labels [batch, classes], 0 or 1
     * @param mining whether to compute the attention mining term; without it, the adversary is not run
     */
    public LocalizerLoss localizerLoss(NDArray pixels, NDArray labels, boolean mining) {
        Network.Output output = localizer.forward(localizer.normalize(pixels), true);
        NDArray classification = BinaryCrossEntropy.of(output.logits(), labels);
        ImageClassPairs pairs = ImageClassPairs.of(labels);
        if (pairs.size() == 0) {
            NDArray none = Scalars.constant(classification, 0);
            return new LocalizerLoss(classification, classification, none, none);
        }
        NDArray attention = attention(output, pixels, pairs);
        NDArray regularization = attention.mean();
        NDArray total = classification.add(Scalars.times(regularization, weighting.beta()));
        if (!mining) {
            return new LocalizerLoss(total, classification, Scalars.constant(total, 0), regularization);
        }
        NDArray logits =
                adversary.forward(erase(pixels, attention, pairs), true).logits();
        NDArray attentionMining =
                pairs.selectOwnClass(Activation.sigmoid(logits)).mean();
        total = total.add(Scalars.times(attentionMining, weighting.alpha()));
        return new LocalizerLoss(total, classification, attentionMining, regularization);
    }

    /**
     * Computes {@code x_c} of each pair, as input of {@link #adversaryLoss}.
     *
     * @param pixels [batch, 3, height, width] in [0,1]
     * @return [pairs, 3, height, width], normalised for the adversary
     */
    public NDArray erasedImages(NDArray pixels, ImageClassPairs pairs) {
        // in inference mode: this pass must not change the localizer's batch statistics
        Network.Output output = localizer.forward(localizer.normalize(pixels), false);
        return erase(pixels, attention(output, pixels, pairs), pairs);
    }

    /**
     * Computes {@code BCE(F(x_c), y)}: the adversary must find class c in what remains of the image.
     *
     * @param erased [pairs, 3, height, width]
     * @param labels [batch, classes], 0 or 1
     */
    public NDArray adversaryLoss(NDArray erased, NDArray labels, ImageClassPairs pairs) {
        return BinaryCrossEntropy.of(adversary.forward(erased, true).logits(), pairs.selectImages(labels));
    }

    private NDArray attention(Network.Output output, NDArray pixels, ImageClassPairs pairs) {
        long height = pixels.getShape().get(2);
        long width = pixels.getShape().get(3);
        return ClassActivation.attention(localizer, output, pairs, height, width);
    }

    /** {@code x_c = x (1 - M_c)} of each pair, [pairs, 3, height, width]; erased pixels get the mean colour, which is 0. */
    private NDArray erase(NDArray pixels, NDArray attention, ImageClassPairs pairs) {
        NDArray mask = softMask(attention, weighting.omega(), weighting.sigma());
        NDArray kept = Scalars.constant(mask, 1).sub(mask);
        return pairs.selectImages(adversary.normalize(pixels)).mul(kept);
    }

    /** {@code M_c = sigmoid(omega (A_c - sigma))}: near 1 where the attention is above sigma. */
    static NDArray softMask(NDArray attention, double omega, double sigma) {
        return Activation.sigmoid(Scalars.times(attention.sub(Scalars.constant(attention, sigma)), omega));
    }
}
