package dev.eader.training.onnx;

import static dev.eader.training.onnx.OnnxGraph.integer;
import static dev.eader.training.onnx.OnnxGraph.integers;

import dev.eader.training.network.Architecture.Normalization;
import dev.eader.training.network.Layer;
import java.util.List;

/** Writes a network's layers. The graph must already have their weights, with batch normalisation folded in. */
final class NetworkGraph {
    /** Name of the constant that scales the input. */
    static final String FACTOR = "input.factor";

    /** Name of the constant that is added to the scaled input. */
    static final String SHIFT = "input.shift";

    private final OnnxGraph graph;

    NetworkGraph(OnnxGraph graph) {
        this.graph = graph;
    }

    /**
     * Writes the conversion of the input {@code image} to {@code (x / 255 - mean) / std}, as one product and one sum.
     *
     * @return [batch, 3, height, width]
     */
    String pixels(Normalization normalization) {
        String floats = graph.add("Cast", List.of("image"), integer("to", OnnxGraph.Type.FLOAT.number()));
        String planes = graph.add("Transpose", List.of(floats), integers("perm", 0, 3, 1, 2));
        String scaled = graph.add("Mul", List.of(planes, graph.floats(FACTOR, factor(normalization), 1, 3, 1, 1)));
        return graph.add("Add", List.of(scaled, graph.floats(SHIFT, shift(normalization), 1, 3, 1, 1)));
    }

    /** Values of {@link #FACTOR}, for R, G and B. */
    static float[] factor(Normalization normalization) {
        float[] factor = new float[3];
        for (int c = 0; c < 3; c++) {
            factor[c] = (float) (1 / (255. * normalization.std().get(c)));
        }
        return factor;
    }

    /** Values of {@link #SHIFT}, for R, G and B. */
    static float[] shift(Normalization normalization) {
        float[] shift = new float[3];
        for (int c = 0; c < 3; c++) {
            shift[c] = -normalization.mean().get(c) / normalization.std().get(c);
        }
        return shift;
    }

    /** Writes layers one after the other, and returns the name of the last result. */
    String layers(List<Layer> layers, String x) {
        for (Layer layer : layers) {
            x = layer(layer, x);
        }
        return x;
    }

    private String layer(Layer layer, String x) {
        if (layer instanceof Layer.Convolution convolution) {
            return convolution(convolution, x);
        } else if (layer instanceof Layer.Chain chain) {
            return layers(chain.layers(), x);
        } else if (layer instanceof Layer.Residual residual) {
            String sum = graph.add("Add", List.of(layers(residual.body(), x), layers(residual.shortcut(), x)));
            return activation(residual.activation(), sum);
        }
        Layer.MaxPool pool = (Layer.MaxPool) layer;
        return graph.add(
                "MaxPool",
                List.of(x),
                integers("kernel_shape", pool.kernel(), pool.kernel()),
                integers("strides", pool.stride(), pool.stride()),
                integers("pads", pool.pad(), pool.pad(), pool.end(), pool.end()));
    }

    private String convolution(Layer.Convolution c, String x) {
        int pad = c.padsTrailing() ? 0 : c.pad();
        int end = c.padsTrailing() ? 1 : c.pad();
        String result = graph.add(
                "Conv",
                List.of(x, c.name() + ".weight", c.name() + ".bias"),
                integers("kernel_shape", c.kernel(), c.kernel()),
                integers("strides", c.stride(), c.stride()),
                integers("pads", pad, pad, end, end),
                integers("dilations", c.dilation(), c.dilation()),
                integer("group", c.groups()));
        return activation(c.activation(), result);
    }

    private String activation(Layer.Activation activation, String x) {
        return switch (activation) {
            case NONE -> x;
            case RELU -> graph.add("Relu", List.of(x));
            case RELU6 -> graph.add("Clip", List.of(x, graph.scalar(0), graph.scalar(6)));
        };
    }
}
