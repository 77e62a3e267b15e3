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

/** Weights in safetensors files: ImageNet's to start from, in torchvision's or timm's names, and our own checkpoints. */
public final class Weights {
    private Weights() {}

    /**
     * What an import did not match.
     *
     * @param missing the network has it, the file has not: it stays random
     * @param unexpected the file has it, the network has not: it is left
     * @param calibrate the file's batch normalisation is folded away while the network has one: its statistics must be
     *     measured before training ({@link BatchNormCalibration})
     */
    public record Report(List<String> missing, List<String> unexpected, boolean calibrate) {}

    /**
     * Fills the network from a file whose convolutions have batch-norm keys, or biases into which these were folded; either
     * fits a network with or without batch normalisation. The classifier is taken where its classes are as many. Names are
     * torchvision's or timm's; those in the report are torchvision's.
     *
     * <p>Prefixes of wrappers ({@code module.}, {@code backbone.} and others) are removed from the file's names.
     *
     * @throws IllegalArgumentException naming the file, when an array's shape is wrong, or when none of its names is one of
     *     the network's convolutions or normalisations
     */
    public static Report initialize(Network network, Path file) throws IOException {
        try (NDManager scope =
                network.parameters().values().iterator().next().getManager().newSubManager()) {
            Map<String, NDArray> read = read(scope, file);
            try {
                return initialize(network, read);
            } catch (IllegalArgumentException | EngineException e) {
                throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
            }
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

    /** The classifier alone is no match: {@code fc.weight} is in the file of any ResNet. */
    private static void requireMatch(Network network, Map<String, NDArray> given, Map<String, NDArray> read) {
        List<String> wanted = network.parameters().keySet().stream()
                .filter(name -> !network.isHead(name))
                .toList();
        if (wanted.stream().noneMatch(given::containsKey)) {
            throw new IllegalArgumentException("none of its " + read.size() + " arrays ("
                    + first(read.keySet()) + ") has a name of "
                    + network.architecture().name() + " ("
                    + first(wanted) + "); accepted are torchvision's and timm's names, also after the prefixes "
                    + WrapperNames.PREFIXES);
        }
    }

    private static String first(Collection<String> names) {
        return names.stream().limit(3).collect(Collectors.joining(", ")) + (names.size() > 3 ? ", ..." : "");
    }

    /** @throws IllegalArgumentException when the file's names and the network's are not the same */
    public static void restore(Network network, Map<String, NDArray> given) {
        Report report = copy(network, new TreeMap<>(given), false);
        if (!report.missing().isEmpty() || !report.unexpected().isEmpty()) {
            throw new IllegalArgumentException(
                    "these weights are not of " + network.architecture().name() + ": missing " + report.missing()
                            + ", unexpected " + report.unexpected());
        }
    }

    /**
     * Reads all arrays of a safetensors file.
     *
     * @throws IllegalArgumentException naming the file and what is wrong, if it is not valid
     */
    public static Map<String, NDArray> read(NDManager scope, Path file) throws IOException {
        return Safetensors.read(scope, file);
    }

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

    /** {@code w' = w gamma / sqrt(var + eps)}, {@code b' = beta - mean gamma / sqrt(var + eps)}. */
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

    /** VGG's convolutions have biases before their normalisation, which takes them away again with the mean. */
    private static void absorbBiases(Architecture architecture, Map<String, NDArray> arrays) {
        for (Convolution c : architecture.convolutions()) {
            NDArray mean = arrays.get(c.norm() + ".running_mean");
            if (mean != null && arrays.containsKey(c.name() + ".bias")) {
                arrays.put(c.norm() + ".running_mean", mean.sub(arrays.remove(c.name() + ".bias")));
            }
        }
    }

    /** A folded bias is where calibration will leave the normalisation's shift. */
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
