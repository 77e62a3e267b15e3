package dev.eader.training.erasing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Network;
import dev.eader.training.network.Scalars;

/** Where a classifier looked for a class, and what is left when that is taken away (EADER, sections 3.1 and 3.2). */
public final class Attention {
    private Attention() {}

    /**
     * Class activation maps at the feature map's size: {@code relu(sum_k w_ck f_k)}, [batch, classes, rows, columns].
     *
     * @param features [batch, channels, rows, columns]
     * @param weights the classifier's, [classes, channels]
     */
    public static NDArray classActivation(NDArray features, NDArray weights) {
        Shape s = features.getShape();
        NDArray maps = weights.matMul(features.reshape(s.get(0), s.get(1), s.get(2) * s.get(3)));
        return Activation.relu(maps).reshape(s.get(0), weights.getShape().get(0), s.get(2), s.get(3));
    }

    /** {@code A_c} of each pair: enlarged to the image bilinearly, then min-max to [0,1]; [pairs, 1, height, width]. */
    public static NDArray maps(Network localizer, Network.Output output, Pairs pairs, long height, long width) {
        NDArray weights = localizer.classWeights(output.features().getManager());
        NDArray own = pairs.ofClasses(classActivation(output.features(), weights));
        Shape s = own.getShape();
        NDArray each = own.reshape(s.get(0), 1, s.get(1), s.get(2));
        NDArray enlarged = enlarge(each, localizer.architecture(), height, width);
        return normalize(enlarged.reshape(s.get(0), height * width)).reshape(s.get(0), 1, height, width);
    }

    /**
     * Bilinear, each cell at the pixel that it looks at, to within half a pixel: {@link Architecture#origin}. Plain
     * half-pixel enlarging, as the reference has it, draws a network's map up to half a cell beside the object.
     *
     * @param maps [n, channels, rows, columns]
     * @return [n, channels, height, width]
     */
    public static NDArray enlarge(NDArray maps, Architecture architecture, long height, long width) {
        int stride = architecture.stride();
        long shift = architecture.shift();
        if (shift == 0) {
            return maps.getNDArrayInternal().interpolation(new long[] {height, width}, 1, false);
        }
        NDArray framed = repeatEdges(repeatEdges(maps, 2), 3);
        long rows = framed.getShape().get(2) * stride;
        long columns = framed.getShape().get(3) * stride;
        NDArray moved = framed.getNDArrayInternal().interpolation(new long[] {rows, columns}, 1, false);
        long start = stride - shift;
        return moved.get(new NDIndex(":,:,{}:{},{}:{}", start, start + height, start, start + width));
    }

    private static NDArray repeatEdges(NDArray maps, int axis) {
        long last = maps.getShape().get(axis) - 1;
        NDArray first = maps.get(new NDIndex().addAllDim(axis).addSliceDim(0, 1));
        NDArray end = maps.get(new NDIndex().addAllDim(axis).addSliceDim(last, last + 1));
        return NDArrays.concat(new NDList(first, maps, end), axis);
    }

    /** Min-max of each row to [0,1]; a row that is the same everywhere becomes 0. */
    private static NDArray normalize(NDArray rows) {
        NDArray least = rows.min(new int[] {1}, true);
        NDArray range = rows.max(new int[] {1}, true).sub(least);
        NDArray flat = range.stopGradient().eq(0).toType(rows.getDataType(), false);
        return rows.sub(least).div(range.add(flat));
    }

    /** {@code M_c = sigmoid(omega (A_c - sigma))}: near 1 where the class was seen. */
    public static NDArray softMask(NDArray attention, double omega, double sigma) {
        return Activation.sigmoid(Scalars.times(attention.sub(Scalars.constant(attention, sigma)), omega));
    }

    /** {@code x_c = x (1 - M_c)} of each pair, [pairs, 3, height, width]; 0 is the mean colour. */
    public static NDArray erase(NDArray normalizedImages, NDArray softMask, Pairs pairs) {
        NDArray kept = Scalars.constant(softMask, 1).sub(softMask);
        return pairs.ofImages(normalizedImages).mul(kept);
    }
}
