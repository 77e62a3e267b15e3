package dev.eader.training.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Network;
import dev.eader.training.network.Weights;
import dev.eader.training.onnx.OnnxGraph.Type;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a localizer as one self-contained ONNX file under the model contract: uint8 pixels in; scores, attention and
 * label map out; normalisation, upsampling, gating and argmax in the graph.
 */
public final class LocalizerExport {
    private final Network network;
    private final Thresholds thresholds;

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
        OnnxGraph graph = new OnnxGraph("eader-localizer");
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
            ClassifierGraph classifier = new ClassifierGraph(graph, network);
            String maps = classifier.enlargedMaps(features);
            new Heads(graph, thresholds, classes).write(classifier.scores(features), maps, architecture.stride());
            return graph.model(metadata);
        }
    }
}
