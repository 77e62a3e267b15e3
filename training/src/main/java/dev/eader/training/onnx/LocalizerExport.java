package dev.eader.training.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.eader.training.attention.Refinement;
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
    private final Refinement refinement;

    /**
     * @param score at which a class counts as present, in [0,1]
     * @param background that attention must exceed, in [0,1]
     */
    public record Thresholds(double score, double background) {}

    public LocalizerExport(Network network, Thresholds thresholds) {
        this(network, thresholds, null);
    }

    /** @param refinement of the label map; null for none. Attention goes out as it is without */
    public LocalizerExport(Network network, Thresholds thresholds, Refinement refinement) {
        this.network = network;
        this.thresholds = thresholds;
        this.refinement = refinement;
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
            String planes = layers.pixels(architecture.input());
            String features = layers.layers(architecture.layers(), planes);
            ClassifierGraph classifier = new ClassifierGraph(graph, network);
            String scores = classifier.scores(features);
            String maps = classifier.enlargedMaps(features);
            OutputGraph heads = new OutputGraph(graph, thresholds, classes);
            if (refinement == null) {
                heads.write(scores, maps, architecture.stride());
            } else {
                RefinementGraph refined = new RefinementGraph(graph, refinement);
                heads.write(
                        scores,
                        maps,
                        architecture.stride(),
                        gated -> refined.write(planes, architecture.input(), gated));
            }
            return graph.model(metadata);
        }
    }
}
