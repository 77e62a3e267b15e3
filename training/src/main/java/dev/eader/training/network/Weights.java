package dev.eader.training.network;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.eader.training.network.Layer.Convolution;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads and writes weights in safetensors files: pre-trained weights with the names of torchvision or timm, and checkpoints. */
public final class Weights {
    private Weights() {}

    /**
     * Differences between a file and a network, after {@link #initialize}.
     *
     * @param missing parameters of the network that the file does not have; they keep their values
     * @param unexpected arrays of the file that the network does not have; they were ignored
     * @param calibrate whether {@link BatchNormCalibration} must run before training, because the network has batch
     *     normalisation and that of the file is folded into its convolutions
     */
    public record Report(List<String> missing, List<String> unexpected, boolean calibrate) {}

    /**
     * Copies pre-trained weights from a file to the network. Batch normalisation may be separate in the file or folded into
     * the convolutions; either can initialise a network with or without batch normalisation. The classifier is copied if it has
     * the network's number of classes.
     *
     * <p>The file may use the names of torchvision or timm, with prefixes of wrappers such as {@code module.} or {@code
     * backbone.}. The report uses the names of torchvision.
     *
     * @throws IllegalArgumentException if the file is not valid safetensors, an array has another shape than the network's, or
     *     none of its arrays belongs to the network; the message names the file
     */
    public static Report initialize(Network network, Path file) throws IOException {
        try (NDManager scope =
                network.parameters().values().iterator().next().getManager().newSubManager()) {
            return initialize(network, file.toString(), read(scope, file));
        }
    }

    /**
     * As {@link #initialize(Network, Path)}, from arrays that are already read.
     *
     * @param source of the arrays, for messages
     */
    public static Report initialize(Network network, String source, Map<String, NDArray> read) {
        try {
            return initialize(network, read);
        } catch (IllegalArgumentException | EngineException e) {
            throw new IllegalArgumentException(source + ": " + e.getMessage(), e);
        }
    }

    private static Report initialize(Network network, Map<String, NDArray> read) {
        Map<String, NDArray> given = TimmNames.toTorchvision(WrapperNames.remove(read));
        absorbBiases(network.architecture(), given);
        boolean normalized = given.keySet().stream().anyMatch(name -> name.endsWith(".running_mean"));
        if (normalized && !network.batchNorm()) {
            fold(network.architecture(), given);
        }
        boolean calibrate = !normalized && network.batchNorm();
        if (calibrate) {
            moveBiases(network.architecture(), given);
        }
        requireMatch(network, given, read);
        return copy(network, given, calibrate);
    }

    /** The classifier is not enough for a match: every ResNet's file has {@code fc.weight}. */
    private static void requireMatch(Network network, Map<String, NDArray> given, Map<String, NDArray> read) {
        List<String> wanted = network.parameters().keySet().stream()
                .filter(name -> !network.isHead(name))
                .toList();
        if (wanted.stream().noneMatch(given::containsKey)) {
            throw new IllegalArgumentException("none of its " + read.size() + " arrays ("
                    + first(read.keySet()) + ") belongs to "
                    + network.architecture().name() + " ("
                    + first(wanted) + "); accepted are the names of torchvision and timm, with or without the prefixes "
                    + WrapperNames.PREFIXES);
        }
    }

    private static String first(Collection<String> names) {
        return names.stream().limit(3).collect(Collectors.joining(", ")) + (names.size() > 3 ? ", ..." : "");
    }

    /**
     * Copies the arrays of a checkpoint to the network.
     *
     * @throws IllegalArgumentException if their names or shapes are not those of the network
     */
    public static void restore(Network network, Map<String, NDArray> given) {
        Report report = copy(network, new TreeMap<>(given), false);
        if (!report.missing().isEmpty() || !report.unexpected().isEmpty()) {
            throw new IllegalArgumentException(
                    "these weights do not belong to " + network.architecture().name() + ": missing " + report.missing()
                            + ", unexpected " + report.unexpected());
        }
    }

    /**
     * Reads all arrays of a safetensors file.
     *
     * @param scope owns the arrays
     * @throws IllegalArgumentException if the file is not valid; the message names the file and the reason
     */
    public static Map<String, NDArray> read(NDManager scope, Path file) throws IOException {
        return Safetensors.read(scope, file);
    }

    /** Writes arrays, each under its own name, to a safetensors file. */
    public static void write(Collection<NDArray> named, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            new NDList(named).encode(out, NDList.Encoding.SAFETENSORS);
        }
    }

    private static Report copy(Network network, Map<String, NDArray> given, boolean calibrate) {
        List<String> missing = new ArrayList<>();
        TreeSet<String> unexpected = new TreeSet<>(given.keySet());
        unexpected.removeIf(name -> name.endsWith(".num_batches_tracked"));
        network.parameters().forEach((name, target) -> {
            NDArray source = given.get(name);
            if (source == null || network.isHead(name) && otherClasses(source, target)) {
                boolean measured = calibrate && name.contains(".running_");
                if (!measured) {
                    missing.add(name);
                }
                return;
            }
            unexpected.remove(name);
            if (!source.getShape().equals(target.getShape())) {
                throw new IllegalArgumentException(name + " has shape " + source.getShape() + " in the file and "
                        + target.getShape() + " in " + network.architecture().name());
            }
            source.toType(target.getDataType(), false).copyTo(target);
        });
        return new Report(missing, List.copyOf(unexpected), calibrate);
    }

    private static boolean otherClasses(NDArray source, NDArray target) {
        return source.getShape().get(0) != target.getShape().get(0);
    }

    /**
     * Folds batch normalisation into the convolutions: {@code w' = w gamma / sqrt(var + eps)}, {@code b' = beta - mean gamma /
     * sqrt(var + eps)}.
     *
     * @param arrays by name; batch normalisations are replaced by biases
     */
    public static void fold(Architecture architecture, Map<String, NDArray> arrays) {
        for (Convolution c : architecture.convolutions()) {
            NDArray gamma = arrays.remove(c.norm() + ".weight");
            NDArray beta = arrays.remove(c.norm() + ".bias");
            NDArray mean = arrays.remove(c.norm() + ".running_mean");
            NDArray variance = arrays.remove(c.norm() + ".running_var");
            NDArray weight = arrays.get(c.name() + ".weight");
            if (gamma == null || beta == null || mean == null || variance == null || weight == null) {
                continue;
            }
            NDArray scale = gamma.div(variance.add(Network.EPSILON).sqrt());
            arrays.put(c.name() + ".weight", weight.mul(scale.reshape(-1, 1, 1, 1)));
            arrays.put(c.name() + ".bias", beta.sub(mean.mul(scale)));
        }
    }

    /** Subtracts the bias of a convolution from the running mean of its normalisation, which cancels it (VGG has both). */
    private static void absorbBiases(Architecture architecture, Map<String, NDArray> arrays) {
        for (Convolution c : architecture.convolutions()) {
            NDArray mean = arrays.get(c.norm() + ".running_mean");
            if (mean != null && arrays.containsKey(c.name() + ".bias")) {
                arrays.put(c.norm() + ".running_mean", mean.sub(arrays.remove(c.name() + ".bias")));
            }
        }
    }

    /** Moves folded biases to the normalisations' biases, where {@link BatchNormCalibration} expects them. */
    private static void moveBiases(Architecture architecture, Map<String, NDArray> arrays) {
        for (Convolution c : architecture.convolutions()) {
            NDArray bias = arrays.remove(c.name() + ".bias");
            if (bias != null) {
                arrays.put(c.norm() + ".bias", bias);
                arrays.put(c.norm() + ".weight", bias.getManager().ones(bias.getShape(), DataType.FLOAT32));
            }
        }
    }
}
