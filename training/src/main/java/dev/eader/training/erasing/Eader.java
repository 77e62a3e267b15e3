package dev.eader.training.erasing;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import dev.eader.training.network.Network;
import dev.eader.training.network.Scalars;

/**
 * The two losses of End-to-End Adversarial Erasing for Weakly-Supervised Semantic Segmentation (Stammes, Runia,
 * Hofmann, Ghafoorian 2020). The localizer G sees the image, the adversary F sees it with one class erased; each is
 * trained in its turn, on its own loss.
 */
public final class Eader {
    private final Network localizer;
    private final Network adversary;
    private final Weighting weighting;

    /**
     * @param alpha weight of attention mining; 0 is a plain classifier and its class activation maps
     * @param beta weight of the regularisation
     * @param omega steepness of the soft mask
     * @param sigma attention at which half is erased
     */
    public record Weighting(double alpha, double beta, double omega, double sigma) {}

    /**
     * {@code total = classification + alpha attentionMining + beta regularization}, each a 0-dimensional array.
     *
     * @param attentionMining mean score that the adversary gives the erased class, in [0,1]; 0 when alpha is
     * @param regularization mean attention, in [0,1]
     */
    public record LocalizerLoss(
            NDArray total, NDArray classification, NDArray attentionMining, NDArray regularization) {}

    public Eader(Network localizer, Network adversary, Weighting weighting) {
        this.localizer = localizer;
        this.adversary = adversary;
        this.weighting = weighting;
    }

    /**
     * {@code BCE(G(x), y) + alpha mean_c sigmoid(F_c(x_c)) + beta mean A}.
     *
     * @param pixels [batch, 3, height, width] in [0,1]
     * @param labels [batch, classes] of 0 and 1
     */
    public LocalizerLoss localizerLoss(NDArray pixels, NDArray labels) {
        Network.Output output = localizer.forward(localizer.normalize(pixels), true);
        NDArray classification = binaryCrossEntropy(output.logits(), labels);
        Pairs pairs = Pairs.of(labels);
        if (pairs.size() == 0) {
            NDArray none = Scalars.constant(classification, 0);
            return new LocalizerLoss(classification, classification, none, none);
        }
        NDArray attention = attention(output, pixels, pairs);
        NDArray regularization = attention.mean();
        NDArray total = classification.add(Scalars.times(regularization, weighting.beta()));
        if (weighting.alpha() == 0) {
            return new LocalizerLoss(total, classification, Scalars.constant(total, 0), regularization);
        }
        NDArray logits =
                adversary.forward(erase(pixels, attention, pairs), true).logits();
        NDArray mining = pairs.ownClass(Activation.sigmoid(logits)).mean();
        total = total.add(Scalars.times(mining, weighting.alpha()));
        return new LocalizerLoss(total, classification, mining, regularization);
    }

    /** {@code x_c}, as the adversary sees it, one for each pair; made outside the adversary's graph. */
    public NDArray erased(NDArray pixels, Pairs pairs) {
        // the localizer only looks here: its batch statistics must not be the ones that its own turn trains on
        Network.Output output = localizer.forward(localizer.normalize(pixels), false);
        return erase(pixels, attention(output, pixels, pairs), pairs);
    }

    /**
     * {@code BCE(F(x_c), y)}: find c all the same, from what is left.
     *
     * @param erased [pairs, 3, height, width]
     */
    public NDArray adversaryLoss(NDArray erased, NDArray labels, Pairs pairs) {
        return binaryCrossEntropy(adversary.forward(erased, true).logits(), pairs.ofImages(labels));
    }

    /** Mean over batch and classes, from logits: {@code softplus(z) - z y}. */
    public static NDArray binaryCrossEntropy(NDArray logits, NDArray labels) {
        return Activation.softPlus(logits).sub(logits.mul(labels)).mean();
    }

    private NDArray attention(Network.Output output, NDArray pixels, Pairs pairs) {
        long height = pixels.getShape().get(2);
        long width = pixels.getShape().get(3);
        return Attention.maps(localizer, output, pairs, height, width);
    }

    private NDArray erase(NDArray pixels, NDArray attention, Pairs pairs) {
        NDArray mask = Attention.softMask(attention, weighting.omega(), weighting.sigma());
        return Attention.erase(adversary.normalize(pixels), mask, pairs);
    }
}
