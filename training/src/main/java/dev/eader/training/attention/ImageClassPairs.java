package dev.eader.training.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The (image, present class) pairs of a batch: each has one attention map and one erased image. Rows are selected by a product
 * with a 0/1 matrix, which every engine can differentiate.
 *
 * @param pairs ascending by image, then by class
 * @param images number of images in the batch
 * @param classes number of all classes
 */
public record ImageClassPairs(List<Pair> pairs, int images, int classes) {
    /**
     * @param image index in the batch
     * @param label index of the class
     */
    public record Pair(int image, int label) {}

    /** @param labels [batch, classes], 0 or 1 */
    public static ImageClassPairs of(NDArray labels) {
        int images = (int) labels.getShape().get(0);
        int classes = (int) labels.getShape().get(1);
        Number[] flat = labels.toArray();
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < flat.length; i++) {
            if (flat[i].doubleValue() > 0.5) {
                pairs.add(new Pair(i / classes, i % classes));
            }
        }
        return new ImageClassPairs(pairs, images, classes);
    }

    /** One image with every class. */
    static ImageClassPairs everyClass(int classes) {
        List<Pair> pairs = new ArrayList<>();
        for (int label = 0; label < classes; label++) {
            pairs.add(new Pair(0, label));
        }
        return new ImageClassPairs(pairs, 1, classes);
    }

    public int size() {
        return pairs.size();
    }

    /**
     * @param perImage [batch, ...]
     * @return [pairs, ...]: the row of each pair's image
     */
    public NDArray selectImages(NDArray perImage) {
        double[] selection = new double[size() * images];
        for (int row = 0; row < size(); row++) {
            selection[row * images + pairs.get(row).image()] = 1;
        }
        return select(selection, images, perImage, perImage.getShape().slice(1));
    }

    /**
     * @param perClass [batch, classes, ...]
     * @return [pairs, ...]: the entry of each pair's image and class
     */
    public NDArray selectClasses(NDArray perClass) {
        double[] selection = new double[size() * images * classes];
        for (int row = 0; row < size(); row++) {
            Pair pair = pairs.get(row);
            selection[(row * images + pair.image()) * classes + pair.label()] = 1;
        }
        return select(selection, images * classes, perClass, perClass.getShape().slice(2));
    }

    /**
     * @param perPair [pairs, classes]
     * @return [pairs]: the value at each pair's class
     */
    public NDArray selectOwnClass(NDArray perPair) {
        double[] own = new double[size() * classes];
        for (int row = 0; row < size(); row++) {
            own[row * classes + pairs.get(row).label()] = 1;
        }
        NDArray mask = constant(perPair, own, new Shape(size(), classes));
        return perPair.mul(mask).sum(new int[] {1});
    }

    private NDArray select(double[] selection, int from, NDArray array, Shape rest) {
        NDArray matrix = constant(array, selection, new Shape(size(), from));
        return matrix.matMul(array.reshape(from, rest.size())).reshape(new Shape(size()).addAll(rest));
    }

    private static NDArray constant(NDArray like, double[] values, Shape shape) {
        NDManager scope = like.getManager();
        return scope.create(values, shape).toType(like.getDataType(), false).toDevice(like.getDevice(), false);
    }
}
