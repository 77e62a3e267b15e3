package dev.eader.training.onnx;

import static dev.eader.training.onnx.OnnxGraph.integer;
import static dev.eader.training.onnx.OnnxGraph.string;

import ai.djl.ndarray.NDArray;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Network;
import java.util.List;

/** Writes a network's classifier: scores and class activation maps. The graph must already have the network's weights. */
final class ClassifierGraph {
    private final OnnxGraph graph;
    private final Architecture architecture;
    private final NDArray weights;

    ClassifierGraph(OnnxGraph graph, Network network) {
        this.graph = graph;
        architecture = network.architecture();
        weights = network.parameters().get(architecture.classifier() + ".weight");
    }

    /**
     * @param features the last feature map, [batch, channels, rows, columns]
     * @return [batch, classes] in [0,1]
     */
    String scores(String features) {
        String classifier = architecture.classifier();
        String pooled = graph.add("Flatten", List.of(graph.add("GlobalAveragePool", List.of(features))));
        String logits =
                graph.add("Gemm", List.of(pooled, classifier + ".weight", classifier + ".bias"), integer("transB", 1));
        return graph.add("Sigmoid", List.of(logits));
    }

    /**
     * @param features the last feature map
     * @return class activation maps at the size of the image, not normalised, [batch, classes, height, width]
     */
    String enlargedMaps(String features) {
        return enlarge(activationMaps(features));
    }

    /** Computes {@code relu(sum_k w_ck f_k)} by using the classifier as a 1x1 convolution without bias. */
    private String activationMaps(String features) {
        long classes = weights.getShape().get(0);
        long channels = weights.getShape().get(1);
        String kernel = graph.floats("attention.weight", weights.toFloatArray(), classes, channels, 1, 1);
        return graph.add("Relu", List.of(graph.add("Conv", List.of(features, kernel))));
    }

    /** Enlarges maps as {@code ClassActivation.enlarge} does. */
    private String enlarge(String maps) {
        int stride = architecture.stride();
        long shift = architecture.shift();
        String size = graph.add("Slice", List.of(graph.add("Shape", List.of("image")), graph.longs(1), graph.longs(3)));
        String padded = graph.add("Pad", List.of(maps, graph.longs(0, 0, 1, 1, 0, 0, 1, 1)), string("mode", "edge"));
        String enlarged = graph.resize(padded, "attention.scales", stride, "half_pixel");
        String start = graph.longs(stride - shift, stride - shift);
        return graph.add("Slice", List.of(enlarged, start, graph.add("Add", List.of(start, size)), graph.longs(2, 3)));
    }
}
