package dev.eader.training.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Network;

/** Class activation maps (Zhou et al. 2016) and the attention made of them (Stammes et al. 2020, section 3.1). */
public final class ClassActivation {
    private ClassActivation() {}

    /**
     * Computes class activation maps at the resolution of the features: {@code relu(sum_k w_ck f_k)}.
     *
     * @param features [batch, channels, rows, columns]
     * @param weights of the classifier, [classes, channels]
     * @return [batch, classes, rows, columns], at least 0
     */
    public static NDArray maps(NDArray features, NDArray weights) {
        Shape s = features.getShape();
        NDArray maps = weights.matMul(features.reshape(s.get(0), s.get(1), s.get(2) * s.get(3)));
        return Activation.relu(maps).reshape(s.get(0), weights.getShape().get(0), s.get(2), s.get(3));
    }

    /**
     * Computes the attention {@code A_c} of each pair: its class activation map, enlarged to the image bilinearly and scaled
     * from its minimum and maximum to [0,1].
     *
     * @param output of the localizer
     * @param height of the image, in pixels
     * @param width of the image, in pixels
     * @return [pairs, 1, height, width]
     */
    public static NDArray attention(
            Network localizer, Network.Output output, ImageClassPairs pairs, long height, long width) {
        NDArray weights = localizer.classWeights(output.features().getManager());
        NDArray own = pairs.selectClasses(maps(output.features(), weights));
        Shape s = own.getShape();
        NDArray each = own.reshape(s.get(0), 1, s.get(1), s.get(2));
        NDArray enlarged = enlarge(each, localizer.architecture(), height, width);
        return normalize(enlarged.reshape(s.get(0), height * width)).reshape(s.get(0), 1, height, width);
    }

    /**
     * Enlarges maps to the image bilinearly, so that the value of each cell lies within half a pixel of the centre of the
     * cell's receptive field ({@link Architecture#origin}). Half-pixel enlarging alone, which the paper's reference
     * implementation uses, displaces the maps of some networks by up to half a cell.
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
        NDArray padded = repeatEdges(repeatEdges(maps, 2, 1), 3, 1);
        long rows = padded.getShape().get(2) * stride;
        long columns = padded.getShape().get(3) * stride;
        NDArray enlarged = padded.getNDArrayInternal().interpolation(new long[] {rows, columns}, 1, false);
        long start = stride - shift;
        return enlarged.get(new NDIndex(":,:,{}:{},{}:{}", start, start + height, start, start + width));
    }

    /** Extends maps along one axis by repeating their first and last values. */
    static NDArray repeatEdges(NDArray maps, int axis, int times) {
        long last = maps.getShape().get(axis) - 1;
        NDArray first = maps.get(new NDIndex().addAllDim(axis).addSliceDim(0, 1));
        NDArray end = maps.get(new NDIndex().addAllDim(axis).addSliceDim(last, last + 1));
        return times == 1
                ? NDArrays.concat(new NDList(first, maps, end), axis)
                : NDArrays.concat(new NDList(first.repeat(axis, times), maps, end.repeat(axis, times)), axis);
    }

    /**
     * Scales each row from its minimum and maximum to [0,1]; a constant row becomes 0.
     *
     * @param rows [n, values]
     */
    static NDArray normalize(NDArray rows) {
        NDArray min = rows.min(new int[] {1}, true);
        NDArray range = rows.max(new int[] {1}, true).sub(min);
        NDArray constant = range.stopGradient().eq(0).toType(rows.getDataType(), false);
        return rows.sub(min).div(range.add(constant));
    }
}
