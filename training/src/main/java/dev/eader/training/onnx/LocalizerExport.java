package dev.eader.training.onnx;

import static dev.eader.training.onnx.OnnxGraph.integer;
import static dev.eader.training.onnx.OnnxGraph.string;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.eader.training.network.Architecture;
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
            NetworkGraph layers = new NetworkGraph(graph);
            String features = layers.layers(architecture.layers(), layers.pixels(architecture.input()));
            String scores = scores(features);
            String maps = activationMaps(features, weights.get(architecture.classifier() + ".weight"));
            new Heads(graph, thresholds, classes).write(scores, enlarged(maps, architecture), architecture.stride());
            return graph.model(metadata);
        }
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

    /** Each cell at the pixel that it looks at, as {@code Attention.enlarge} has it. */
    private String enlarged(String maps, Architecture architecture) {
        int stride = architecture.stride();
        long shift = Math.round(architecture.origin() - (stride - 1) / 2.);
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
