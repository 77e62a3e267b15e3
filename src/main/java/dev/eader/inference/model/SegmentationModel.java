package dev.eader.inference.model;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;

/**
 * A loaded model that complies with the model contract. Thread-safe: concurrent runs do not wait for each other. A run
 * that starts while no other is in progress uses {@link ModelOptions#threadsAlone} threads.
 */
public final class SegmentationModel implements ImageModel {
    private static final int MAX_NAMED_TENSORS = 5;

    private final ModelDescription description;
    private final ModelSession session;
    private final ModelSession sessionAlone;
    private final AtomicInteger running = new AtomicInteger();
    private final ReadWriteLock open = new ReentrantReadWriteLock();
    private boolean closed;

    /** @param sessionAlone session for a run while no other is in progress; may be {@code session} */
    private SegmentationModel(ModelDescription description, ModelSession session, ModelSession sessionAlone) {
        this.description = description;
        this.session = session;
        this.sessionAlone = sessionAlone;
    }

    /**
     * Loads a file, checks it against the model contract and runs it once.
     *
     * @throws ModelRefusedException if the file cannot be read or breaks the contract
     * @throws DeviceUnavailableException if {@code options} name a device that is not available
     */
    public static SegmentationModel load(Path file, ModelOptions options) {
        return load(file.toString(), ModelFile.read(file, options.maxFileBytes()), options);
    }

    /**
     * Loads a model from its bytes, checks it against the model contract and runs it once.
     *
     * @param source name of the file or resource in error messages
     * @param onnx content of the file
     * @throws ModelRefusedException if the model breaks the contract
     * @throws DeviceUnavailableException if {@code options} name a device that is not available
     */
    public static SegmentationModel load(String source, byte[] onnx, ModelOptions options) {
        List<String> violations = new ArrayList<>();
        SegmentationModel model = null;
        try {
            OnnxFile file = read(onnx);
            checkSelfContained(file, violations);
            if (violations.isEmpty()) {
                model = open(onnx, file, options, violations);
            }
        } catch (OutOfMemoryError e) {
            violations.add("it cannot be loaded: " + ModelFile.outOfMemory(e));
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

    /** Returns an empty result for a file that cannot be parsed: ONNX Runtime then reports the reason. */
    private static OnnxFile read(byte[] onnx) {
        try {
            return OnnxFile.read(onnx);
        } catch (IOException e) {
            return new OnnxFile(Map.of(), List.of());
        }
    }

    /** Values in another file would not be covered by the SHA-256 that identifies the model in every result. */
    private static void checkSelfContained(OnnxFile file, List<String> violations) {
        List<String> external = file.externalTensors();
        if (!external.isEmpty()) {
            String names = external.stream().limit(MAX_NAMED_TENSORS).collect(Collectors.joining("', '", "'", "'"));
            violations.add("the values of " + external.size() + " tensor(s), " + names
                    + (external.size() > MAX_NAMED_TENSORS ? " and more" : "")
                    + ", are in another file; the model must be one self-contained ONNX file");
        }
    }

    private static SegmentationModel open(byte[] onnx, OnnxFile file, ModelOptions options, List<String> violations)
            throws OrtException {
        OrtSession ortSession = OnnxRuntime.open(onnx, options);
        ModelDescription description = ModelMetadata.read(file.metadata(), ModelFile.sha256(onnx), violations);
        ModelSignature.check(
                ortSession.getInputInfo(),
                ortSession.getOutputInfo(),
                description.classes().size(),
                violations);
        ModelSession session = new ModelSession(description, ortSession);
        if (!violations.isEmpty() || options.threads() == options.threadsAlone()) {
            return new SegmentationModel(description, session, session);
        }
        try {
            ModelSession sessionAlone = new ModelSession(description, OnnxRuntime.open(onnx, options.alone()));
            return new SegmentationModel(description, session, sessionAlone);
        } catch (OrtException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private Set<ModelSession> sessions() {
        return new LinkedHashSet<>(List.of(session, sessionAlone));
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
            return (running.getAndIncrement() == 0 ? sessionAlone : session).run(inputs);
        } finally {
            running.decrementAndGet();
        }
    }

    private void checkBatch(List<ModelInput> inputs) {
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("A batch must have at least one image");
        }
        ModelInput first = inputs.get(0);
        for (ModelInput input : inputs) {
            if (input.width() != first.width() || input.height() != first.height()) {
                throw new IllegalArgumentException("All images of a batch must have one shape, but there are "
                        + first.width() + "x" + first.height() + " and " + input.width() + "x" + input.height());
            }
            if (input.present().length != description.classes().size()) {
                throw new IllegalArgumentException("present must have a value for each of the "
                        + description.classes().size() + " classes of model " + description.name() + ", but has "
                        + input.present().length);
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
}
