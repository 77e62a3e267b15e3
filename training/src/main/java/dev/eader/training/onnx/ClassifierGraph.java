package dev.eader.training.onnx;

import static dev.eader.training.onnx.OnnxGraph.integer;
import static dev.eader.training.onnx.OnnxGraph.string;

import ai.djl.ndarray.NDArray;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Network;
import java.util.List;

/** Writes what a network's classifier makes of its features; its weights are in the graph already, under their names. */
final class ClassifierGraph {
    private final OnnxGraph graph;
    private final Architecture architecture;
    private final NDArray weights;

    ClassifierGraph(OnnxGraph graph, Network network) {
        this.graph = graph;
        architecture = network.architecture();
        weights = network.parameters().get(architecture.classifier() + ".weight");
    }

    String scores(String features) {
        String classifier = architecture.classifier();
        String pooled = graph.add("Flatten", List.of(graph.add("GlobalAveragePool", List.of(features))));
        String logits =
                graph.add("Gemm", List.of(pooled, classifier + ".weight", classifier + ".bias"), integer("transB", 1));
        return graph.add("Sigmoid", List.of(logits));
    }

    /** Class activation maps at the image's size, not yet normalised. */
    String enlargedMaps(String features) {
        return enlarged(activationMaps(features));
    }

    /** {@code relu(sum_k w_ck f_k)}: the classifier as a 1x1 convolution, without its bias. */
    private String activationMaps(String features) {
        long classes = weights.getShape().get(0);
        long channels = weights.getShape().get(1);
        String kernel = graph.floats("attention.weight", weights.toFloatArray(), classes, channels, 1, 1);
        return graph.add("Relu", List.of(graph.add("Conv", List.of(features, kernel))));
    }

    /** Each cell at the pixel that it looks at, as {@code ClassActivation.enlarge} has it. */
    private String enlarged(String maps) {
        int stride = architecture.stride();
        long shift = architecture.shift();
        String size = graph.add("Slice", List.of(graph.add("Shape", List.of("image")), graph.longs(1), graph.longs(3)));
        String framed = graph.add("Pad", List.of(maps, graph.longs(0, 0, 1, 1, 0, 0, 1, 1)), string("mode", "edge"));
        String enlarged = graph.add(
                "Resize",
                List.of(framed, "", graph.floats("attention.scales", new float[] {1, 1, stride, stride}, 4)),
                string("mode", "linear"),
                string("coordinate_transformation_mode", "half_pixel"));
        String start = graph.longs(stride - shift, stride - shift);
        return graph.add("Slice", List.of(enlarged, start, graph.add("Add", List.of(start, size)), graph.longs(2, 3)));
    }
}
