package dev.eader.training.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.eader.training.attention.Refinement;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Network;
import dev.eader.training.network.Weights;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a localizer as a self-contained ONNX file under the model contract: its input is uint8 pixels, its outputs are scores,
 * attention and label map. The graph includes normalisation, enlargement, the masking of absent classes, and the argmax.
 */
public final class LocalizerExport {
    private final Network network;
    private final Thresholds thresholds;
    private final Refinement refinement;

    /**
     * @param score from which a class counts as present, in [0,1]
     * @param background which attention must exceed for a class to appear in the label map, in [0,1]
     */
    public record Thresholds(double score, double background) {}

    public LocalizerExport(Network network, Thresholds thresholds) {
        this(network, thresholds, null);
    }

    /** @param refinement of the label map; null for none. The attention output is not refined */
    public LocalizerExport(Network network, Thresholds thresholds, Refinement refinement) {
        this.network = network;
        this.thresholds = thresholds;
        this.refinement = refinement;
    }

    /**
     * @param metadata keys {@code eader.*} of the model contract
     * @return content of the ONNX file
     */
    public byte[] model(Map<String, String> metadata) {
        Architecture architecture = network.architecture();
        int classes = network.classes();
        OnnxGraph graph = OnnxGraph.withContractInputs("eader-localizer", classes);
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
            OutputGraph output = new OutputGraph(graph, thresholds, classes);
            if (refinement == null) {
                output.write(scores, maps, architecture.stride());
            } else {
                RefinementGraph refined = new RefinementGraph(graph, refinement);
                output.write(
                        scores,
                        maps,
                        architecture.stride(),
                        masked -> refined.write(planes, architecture.input(), masked));
            }
            return graph.model(metadata);
        }
    }
}
