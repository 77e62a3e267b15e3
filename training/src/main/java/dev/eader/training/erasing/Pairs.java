package dev.eader.training.erasing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The (image, present class) pairs of a batch, row-major: each is one map and one erased image. Choosing their rows is
 * a product with a 0/1 matrix, which every engine can differentiate.
 *
 * @param images in the batch
 * @param classes in all
 */
public record Pairs(List<Pair> pairs, int images, int classes) {
    public record Pair(int image, int label) {}

    /** @param labels [batch, classes] of 0 and 1 */
    public static Pairs of(NDArray labels) {
        int images = (int) labels.getShape().get(0);
        int classes = (int) labels.getShape().get(1);
        Number[] flat = labels.toArray();
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < flat.length; i++) {
            if (flat[i].doubleValue() > 0.5) {
                pairs.add(new Pair(i / classes, i % classes));
            }
        }
        return new Pairs(pairs, images, classes);
    }

    public int size() {
        return pairs.size();
    }

    /** [pairs, ...]: the row of each pair's image. {@code perImage} [batch, ...] */
    public NDArray ofImages(NDArray perImage) {
        double[] choice = new double[size() * images];
        for (int row = 0; row < size(); row++) {
            choice[row * images + pairs.get(row).image()] = 1;
        }
        return choose(choice, images, perImage, perImage.getShape().slice(1));
    }

    /** [pairs, ...]: the row of each pair's image and class. {@code perClass} [batch, classes, ...] */
    public NDArray ofClasses(NDArray perClass) {
        double[] choice = new double[size() * images * classes];
        for (int row = 0; row < size(); row++) {
            Pair pair = pairs.get(row);
            choice[(row * images + pair.image()) * classes + pair.label()] = 1;
        }
        return choose(choice, images * classes, perClass, perClass.getShape().slice(2));
    }

    /** [pairs]: what a score of each pair [pairs, classes] says of the pair's own class. */
    public NDArray ownClass(NDArray perPair) {
        double[] own = new double[size() * classes];
        for (int row = 0; row < size(); row++) {
            own[row * classes + pairs.get(row).label()] = 1;
        }
        NDArray mask = constant(perPair, own, new Shape(size(), classes));
        return perPair.mul(mask).sum(new int[] {1});
    }

    private NDArray choose(double[] choice, int from, NDArray array, Shape rest) {
        NDArray matrix = constant(array, choice, new Shape(size(), from));
        return matrix.matMul(array.reshape(from, rest.size())).reshape(new Shape(size()).addAll(rest));
    }

    private static NDArray constant(NDArray like, double[] values, Shape shape) {
        NDManager scope = like.getManager();
        return scope.create(values, shape).toType(like.getDataType(), false).toDevice(like.getDevice(), false);
    }
}
