package dev.eader.training.onnx;

import static dev.eader.training.onnx.OnnxGraph.integer;
import static dev.eader.training.onnx.OnnxGraph.integers;
import static dev.eader.training.onnx.OnnxGraph.string;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Layer;
import dev.eader.training.network.Network;
import dev.eader.training.network.Weights;
import dev.eader.training.onnx.OnnxGraph.Type;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a localizer as one self-contained ONNX file under the model contract: uint8 pixels in; scores, attention and
 * label map out; normalisation, upsampling, gating and argmax in the graph.
 */
public final class LocalizerExport {
    private final Network network;
    private final Thresholds thresholds;
    private OnnxGraph graph;

    /**
     * @param score at which a class counts as present, in [0,1]
     * @param background that attention must exceed, in [0,1]
     */
    public record Thresholds(double score, double background) {}

    public LocalizerExport(Network network, Thresholds thresholds) {
        this.network = network;
        this.thresholds = thresholds;
    }

    /** @param metadata as the contract has it, {@code eader.*} */
    public byte[] model(Map<String, String> metadata) {
        graph = new OnnxGraph("eader-localizer");
        Architecture architecture = network.architecture();
        int classes = network.classes();
        graph.input("image", Type.UINT8, "batch", "height", "width", 3);
        graph.input("present", Type.FLOAT, "batch", classes);
        try (NDManager scope =
                network.parameters().values().iterator().next().getManager().newSubManager()) {
            Map<String, NDArray> weights = new TreeMap<>(network.parameters());
            if (network.batchNorm()) {
                Weights.fold(architecture, weights);
            }
            weights.forEach((name, array) ->
                    graph.floats(name, array.toFloatArray(), array.getShape().getShape()));
            String features = layers(architecture.layers(), pixels(architecture.input()));
            String scores = scores(features);
            String maps = activationMaps(features, weights.get(architecture.classifier() + ".weight"));
            heads(scores, maps, classes);
            return graph.model(metadata);
        }
    }

    /** From bytes to what the network was trained to see: {@code (x / 255 - mean) / std}, in one product and one sum. */
    private String pixels(Architecture.Normalization normalization) {
        float[] factor = new float[3];
        float[] shift = new float[3];
        for (int c = 0; c < 3; c++) {
            factor[c] = (float) (1 / (255. * normalization.std().get(c)));
            shift[c] = -normalization.mean().get(c) / normalization.std().get(c);
        }
        String floats = graph.add("Cast", List.of("image"), integer("to", Type.FLOAT.number()));
        String planes = graph.add("Transpose", List.of(floats), integers("perm", 0, 3, 1, 2));
        String scaled = graph.add("Mul", List.of(planes, graph.floats("input.factor", factor, 1, 3, 1, 1)));
        return graph.add("Add", List.of(scaled, graph.floats("input.shift", shift, 1, 3, 1, 1)));
    }

    private String layers(List<Layer> layers, String x) {
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
                integers("pads", pool.pad(), pool.pad(), pool.pad(), pool.pad()));
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

    private String scores(String features) {
        String classifier = network.architecture().classifier();
        String pooled = graph.add("Flatten", List.of(graph.add("GlobalAveragePool", List.of(features))));
        String logits =
                graph.add("Gemm", List.of(pooled, classifier + ".weight", classifier + ".bias"), integer("transB", 1));
        return graph.add("Sigmoid", List.of(logits));
    }

    /** {@code relu(sum_k w_ck f_k)}: the classifier as a 1x1 convolution, without its bias. */
    private String activationMaps(String features, NDArray weights) {
        long classes = weights.getShape().get(0);
        long channels = weights.getShape().get(1);
        String kernel = graph.floats("attention.weight", weights.toFloatArray(), classes, channels, 1, 1);
        return graph.add("Relu", List.of(graph.add("Conv", List.of(features, kernel))));
    }

    private void heads(String scores, String maps, int classes) {
        String size = graph.add("Slice", List.of(graph.add("Shape", List.of("image")), graph.longs(1), graph.longs(3)));
        String outer = graph.add("Slice", List.of(graph.add("Shape", List.of(maps)), graph.longs(0), graph.longs(2)));
        String sizes = graph.add("Concat", List.of(outer, size), integer("axis", 0));
        String enlarged = graph.add(
                "Resize",
                List.of(maps, "", "", sizes),
                string("mode", "linear"),
                string("coordinate_transformation_mode", "half_pixel"));
        // the least and most of the enlarged map, as in training: enlarging rounds the peaks off
        String least = graph.add("ReduceMin", List.of(enlarged), integers("axes", 2, 3), integer("keepdims", 1));
        String most = graph.add("ReduceMax", List.of(enlarged), integers("axes", 2, 3), integer("keepdims", 1));
        String spread = graph.add("Sub", List.of(most, least));
        String flat = graph.add("Equal", List.of(spread, graph.scalar(0)));
        String range = graph.add("Where", List.of(flat, graph.scalar(1), spread));

        String attention = graph.add("Div", List.of(graph.add("Sub", List.of(maps, least)), range));
        attention = graph.add("Clip", List.of(attention, graph.scalar(0), graph.scalar(1)));

        String gate = gate(scores);
        String normalized = graph.add("Div", List.of(graph.add("Sub", List.of(enlarged, least)), range));
        String gated = graph.add("Mul", List.of(normalized, gate));
        String best = graph.add("ArgMax", List.of(gated), integer("axis", 1), integer("keepdims", 0));
        String label = graph.add("Add", List.of(best, graph.longs(1)));
        String peak = graph.add("ReduceMax", List.of(gated), integers("axes", 1), integer("keepdims", 0));
        String seen = graph.add("Greater", List.of(peak, graph.scalar(thresholds.background())));
        String labels = graph.add("Where", List.of(seen, label, graph.longs(0)));

        graph.output(scores, "scores", Type.FLOAT, "batch", classes);
        graph.output(attention, "attention", Type.FLOAT, "batch", classes, "rows", "columns");
        String bytes = graph.add("Cast", List.of(labels), integer("to", Type.UINT8.number()));
        graph.output(bytes, "label_map", Type.UINT8, "batch", "height", "width");
    }

    /** 1 or 0 for each class: as {@code present} says, or where that is negative, as the score does. */
    private String gate(String scores) {
        String byScore = number(graph.add("GreaterOrEqual", List.of(scores, graph.scalar(thresholds.score()))));
        String known = number(graph.add("GreaterOrEqual", List.of("present", graph.scalar(.5))));
        String undecided = graph.add("Less", List.of("present", graph.scalar(0)));
        String gate = graph.add("Where", List.of(undecided, byScore, known));
        return graph.add("Unsqueeze", List.of(gate, graph.longs(2, 3)));
    }

    private String number(String condition) {
        return graph.add("Cast", List.of(condition), integer("to", Type.FLOAT.number()));
    }
}
