package dev.eader.training.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Architecture.Normalization;
import dev.eader.training.network.Layer;
import dev.eader.training.network.Network;
import dev.eader.training.network.Weights;
import dev.eader.training.student.LogitMargins;
import dev.eader.training.student.SegmentationHead;
import dev.eader.training.student.Student;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The weights of an exported model, for a training to start from. Batch normalisation is folded into the convolutions. Models
 * that were quantised to 8 bits are refused, because rounded weights are a worse start than those of the float model.
 */
public final class ModelWeights {
    private static final String EMBEDDED = "voc-animals-attention.onnx";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ModelFile file;

    private ModelWeights(ModelFile file) {
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it is not a model that {@code export} or {@code student export} wrote, or is quantised
     */
    public static ModelWeights read(Path model) throws IOException {
        return new ModelWeights(ModelFile.parse(model.toString(), Files.readAllBytes(model)));
    }

    /** The model in this program: a MobileNetV2 with the six classes of voc-animals. */
    public static ModelWeights embedded() throws IOException {
        try (InputStream in = ModelWeights.class.getResourceAsStream("/models/" + EMBEDDED)) {
            if (in == null) {
                throw new IllegalStateException("the program has no resource /models/" + EMBEDDED + "; build it again");
            }
            return new ModelWeights(ModelFile.parse("default (" + EMBEDDED + ")", in.readAllBytes()));
        }
    }

    /** Name of the network's architecture, from the model's card; null if the card does not state it. */
    public String network() {
        JsonNode training = json("eader.card").path("training");
        JsonNode name = training.path(training.has("backbone") ? "backbone" : "localizer");
        return name.isTextual() ? name.asText() : null;
    }

    /** Names of the classes, in the order of the labels; empty if the metadata do not state them. */
    public List<String> classes() {
        List<String> names = new ArrayList<>();
        json("eader.classes").forEach(name -> names.add(name.asText()));
        return names;
    }

    /**
     * Copies the weights to a network. Those of the classifier are copied only if the classes are the same in the same order.
     *
     * @param classes of the network
     * @return as from {@link Weights#initialize(Network, Path)}
     * @throws IllegalArgumentException if the weights belong to another network, or to one with another normalisation of its input
     */
    public Weights.Report initialize(Network network, List<String> classes) {
        requireNormalization(network);
        printOtherDilations(network.architecture());
        boolean hasClasses = classes.equals(classes());
        if (!hasClasses) {
            System.err.println(file.name() + ": its classifier is not used: it has the classes " + classes()
                    + ", and the data has " + classes);
        }
        try (NDManager scope =
                network.parameters().values().iterator().next().getManager().newSubManager()) {
            Map<String, NDArray> backbone = new TreeMap<>();
            file.floats().forEach((name, tensor) -> {
                if (isBackbone(name) && (hasClasses || !network.isHead(name))) {
                    backbone.put(name, scope.create(tensor.values(), new Shape(tensor.shape())));
                }
            });
            return Weights.initialize(network, file.name(), backbone);
        }
    }

    /** The other constants belong to a student's head, the attention output, or the graph. */
    private static boolean isBackbone(String name) {
        return (name.endsWith(".weight") || name.endsWith(".bias"))
                && !name.startsWith(SegmentationHead.PREFIX)
                && !name.startsWith("attention.");
    }

    /**
     * Copies the head of a student, if the model has one with the same shapes and the same classes.
     *
     * @return whether it was copied
     */
    public boolean initializeHead(Student student, List<String> classes) {
        Map<String, ModelFile.Tensor> tensors = file.floats();
        boolean fits = classes.equals(classes())
                && student.weights().entrySet().stream().allMatch(weight -> {
                    ModelFile.Tensor tensor = tensors.get(weight.getKey());
                    return tensor != null
                            && Arrays.equals(
                                    tensor.shape(), weight.getValue().getShape().getShape());
                });
        if (fits) {
            student.weights().forEach((name, weight) -> weight.set(withoutThreshold(student, name, tensors.get(name))));
        }
        return fits;
    }

    /** Subtracts the margin of the background threshold, which the export has added to the bias of the background logit. */
    private float[] withoutThreshold(Student student, String name, ModelFile.Tensor tensor) {
        float[] values = tensor.values();
        if (name.equals(student.head().logits().name() + ".bias")) {
            double threshold = Double.parseDouble(file.metadata().getOrDefault("eader.background_threshold", "0.5"));
            values[0] -= (float) LogitMargins.ofThreshold(threshold);
        }
        return values;
    }

    private void requireNormalization(Network network) {
        Normalization wanted = network.architecture().input();
        ModelFile.Tensor factor = file.floats().get(NetworkGraph.FACTOR);
        ModelFile.Tensor shift = file.floats().get(NetworkGraph.SHIFT);
        if (factor == null
                || shift == null
                || !Arrays.equals(factor.values(), NetworkGraph.factor(wanted))
                || !Arrays.equals(shift.values(), NetworkGraph.shift(wanted))) {
            throw new IllegalArgumentException(file.name() + " normalises its input differently than "
                    + network.architecture().name()
                    + ": its weights belong to another network; give the network that it was exported from");
        }
    }

    /** Models of earlier versions may have other dilations at the same stride. */
    private void printOtherDilations(Architecture architecture) {
        List<String> others = architecture.convolutions().stream()
                .filter(c -> file.dilations().getOrDefault(c.name() + ".weight", (long) c.dilation()) != c.dilation())
                .map(Layer.Convolution::name)
                .toList();
        if (architecture.name().equals(network()) && !others.isEmpty()) {
            System.err.println(file.name() + " was exported by an earlier version, in which these convolutions of "
                    + architecture.name() + " had another dilation: " + others
                    + "; its weights are used, but give slightly different results until they are trained");
        }
    }

    private JsonNode json(String key) {
        try {
            return JSON.readTree(file.metadata().getOrDefault(key, "{}"));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    file.name() + " has invalid metadata: " + key + " is not JSON; export the model again", e);
        }
    }
}
