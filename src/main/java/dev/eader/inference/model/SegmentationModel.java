package dev.eader.inference.model;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;

/**
 * A model file that keeps the contract, loaded, checked and warm. Safe for use by several threads: runs side by side do
 * not wait for each other, and one that finds itself alone takes the threads that {@link ModelOptions} has for it.
 */
public final class SegmentationModel implements ImageModel {
    private static final int MAX_NAMED_TENSORS = 5;

    private final ModelDescription description;
    private final ModelSession beside;
    private final ModelSession alone;
    private final AtomicInteger running = new AtomicInteger();
    private final ReadWriteLock open = new ReentrantReadWriteLock();
    private boolean closed;

    /** @param alone for a run that no other goes on beside; may be {@code beside} itself */
    private SegmentationModel(ModelDescription description, ModelSession beside, ModelSession alone) {
        this.description = description;
        this.beside = beside;
        this.alone = alone;
    }

    /**
     * Loads a file, checks it against the model contract and runs it once.
     *
     * @throws ModelRefusedException if it cannot be read or breaks the contract
     * @throws DeviceUnavailableException if {@code options} force a device that is not there
     */
    public static SegmentationModel load(Path file, ModelOptions options) {
        return load(file.toString(), ModelFile.read(file, options.maxFileBytes()), options);
    }

    /**
     * Loads a model from its bytes, checks it against the model contract and runs it once.
     *
     * @param source names the file or resource in errors
     * @throws ModelRefusedException if it breaks the contract
     * @throws DeviceUnavailableException if {@code options} force a device that is not there
     */
    public static SegmentationModel load(String source, byte[] onnx, ModelOptions options) {
        List<String> violations = new ArrayList<>();
        SegmentationModel model = null;
        try {
            OnnxFile file = read(onnx);
            checkSelfContained(file, violations);
            if (violations.isEmpty()) {
                model = check(onnx, file, options, violations);
            }
        } catch (OutOfMemoryError e) {
            violations.add("memory is not enough for its " + onnx.length + " bytes (" + e.getMessage()
                    + "); give the JVM more, or lower eader.model.max-bytes to refuse such files");
        } catch (OrtException e) {
            violations.add("ONNX Runtime cannot load it: " + e.getMessage());
        }
        if (violations.isEmpty()) {
            model.sessions().forEach(session -> WarmUpCheck.check(session, violations));
        }
        if (violations.isEmpty()) {
            return model;
        }
        if (model != null) {
            model.close();
        }
        throw new ModelRefusedException(source, violations);
    }

    /** A file that cannot be read is left to ONNX Runtime, which says why. */
    private static OnnxFile read(byte[] onnx) {
        try {
            return OnnxFile.read(onnx);
        } catch (IOException noOnnx) {
            return new OnnxFile(Map.of(), List.of());
        }
    }

    /** Values in another file would be outside of the file's SHA-256, which stands on every result. */
    private static void checkSelfContained(OnnxFile file, List<String> violations) {
        List<String> external = file.externalTensors();
        if (!external.isEmpty()) {
            String names = external.stream().limit(MAX_NAMED_TENSORS).collect(Collectors.joining("', '", "'", "'"));
            violations.add(String.format(
                    Locale.ROOT,
                    "the values of %d tensor(s), %s%s, are in another file; one self-contained ONNX file is needed",
                    external.size(),
                    names,
                    external.size() > MAX_NAMED_TENSORS ? " and more" : ""));
        }
    }

    private static SegmentationModel check(byte[] onnx, OnnxFile file, ModelOptions options, List<String> violations)
            throws OrtException {
        OrtSession session = OnnxRuntime.open(onnx, options);
        ModelDescription description = ModelMetadata.read(file.metadata(), sha256(onnx), violations);
        ModelSignature.check(
                session.getInputInfo(),
                session.getOutputInfo(),
                description.classes().size(),
                violations);
        ModelSession beside = new ModelSession(description, session);
        if (!violations.isEmpty() || options.threads() == options.threadsAlone()) {
            return new SegmentationModel(description, beside, beside);
        }
        try {
            var alone = new ModelSession(description, OnnxRuntime.open(onnx, options.alone()));
            return new SegmentationModel(description, beside, alone);
        } catch (OrtException | RuntimeException e) {
            beside.close();
            throw e;
        }
    }

    private Set<ModelSession> sessions() {
        return new LinkedHashSet<>(List.of(beside, alone));
    }

    @Override
    public ModelDescription description() {
        return description;
    }

    @Override
    public List<Prediction> predict(List<ModelInput> inputs) {
        open.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("Model " + description.name() + " is closed");
            }
            checkBatch(inputs);
            return run(inputs);
        } finally {
            open.readLock().unlock();
        }
    }

    private List<Prediction> run(List<ModelInput> inputs) {
        try {
            return (running.getAndIncrement() == 0 ? alone : beside).run(inputs);
        } finally {
            running.decrementAndGet();
        }
    }

    private void checkBatch(List<ModelInput> inputs) {
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("A batch has at least one image");
        }
        ModelInput first = inputs.get(0);
        for (ModelInput input : inputs) {
            if (input.width() != first.width() || input.height() != first.height()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "A batch has images of one shape, not %dx%d and %dx%d",
                        first.width(),
                        first.height(),
                        input.width(),
                        input.height()));
            }
            if (input.present().length != description.classes().size()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "present has %d values for the %d classes of model %s",
                        input.present().length,
                        description.classes().size(),
                        description.name()));
            }
        }
    }

    @Override
    public void close() {
        open.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                sessions().forEach(ModelSession::close);
            }
        } finally {
            open.writeLock().unlock();
        }
    }

    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
