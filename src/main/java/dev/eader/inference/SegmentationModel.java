package dev.eader.inference;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.onnxruntime.engine.OrtNDManager;
import ai.djl.onnxruntime.engine.OrtSymbolBlock;
import ai.djl.translate.TranslateException;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A model file that keeps the contract, loaded, checked and warm.
 *
 * <p>Safe for use by several threads, though best for one: a run uses all threads it is given, so runs side by side only
 * take them from each other. They do not wait for each other, because one of them may hang.
 */
public final class SegmentationModel implements ImageModel {
    private final ModelDescription description;
    private final Model model;
    /** One is enough, unless a run hangs: it keeps its own, with the buffers, and the next run gets another. */
    private final ConcurrentLinkedQueue<Predictor<List<ModelInput>, List<Prediction>>> idle =
            new ConcurrentLinkedQueue<>();

    private final ReadWriteLock open = new ReentrantReadWriteLock();
    private boolean closed;

    private SegmentationModel(ModelDescription description, OrtSession session) {
        this.description = description;
        // The CPU by name, though the session may be on a GPU: tensors live on the host, as the session has it in Java.
        // A block of our own session, because DJL's loaders neither show a session's tensors nor read bytes without
        // leaving a temporary folder behind.
        model = Model.newInstance(description.name(), Device.cpu(), OnnxRuntime.ENGINE);
        model.setBlock(new OrtSymbolBlock(session, (OrtNDManager) model.getNDManager()));
    }

    /**
     * Loads a file, checks it against the model contract and runs it once.
     *
     * @throws ModelRefusedException if it cannot be read or breaks the contract
     * @throws DeviceUnavailableException if {@code options} force a device that is not there
     */
    public static SegmentationModel load(Path file, ModelOptions options) {
        try {
            return load(file.toString(), Files.readAllBytes(file), options);
        } catch (IOException e) {
            throw new ModelRefusedException(file.toString(), List.of("it cannot be read: " + e));
        }
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
            model = check(onnx, options, violations);
        } catch (OrtException e) {
            violations.add("ONNX Runtime cannot load it: " + e.getMessage());
        }
        if (violations.isEmpty()) {
            WarmRun.check(model, violations);
        }
        if (violations.isEmpty()) {
            return model;
        }
        if (model != null) {
            model.close();
        }
        throw new ModelRefusedException(source, violations);
    }

    private static SegmentationModel check(byte[] onnx, ModelOptions options, List<String> violations)
            throws OrtException {
        OrtSession session = OnnxRuntime.open(onnx, options);
        ModelDescription description =
                ModelMetadata.read(session.getMetadata().getCustomMetadata(), sha256(onnx), violations);
        ModelSignature.check(
                session.getInputInfo(),
                session.getOutputInfo(),
                description.classes().size(),
                violations);
        return new SegmentationModel(description, session);
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
        var next = idle.poll();
        var predictor = next == null ? model.newPredictor(new BatchTranslator(description)) : next;
        try {
            return predictor.predict(inputs);
        } catch (TranslateException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ModelException(
                    "Model %s fails: %s"
                            .formatted(description.name(), rootOf(cause).getMessage()),
                    cause);
        } finally {
            idle.add(predictor);
        }
    }

    private void checkBatch(List<ModelInput> inputs) {
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("A batch has at least one image");
        }
        ModelInput first = inputs.get(0);
        for (ModelInput input : inputs) {
            if (input.width() != first.width() || input.height() != first.height()) {
                throw new IllegalArgumentException("A batch has images of one shape, not %dx%d and %dx%d"
                        .formatted(first.width(), first.height(), input.width(), input.height()));
            }
            if (input.present().length != description.classes().size()) {
                throw new IllegalArgumentException("present has %d values for the %d classes of model %s"
                        .formatted(input.present().length, description.classes().size(), description.name()));
            }
        }
    }

    private static Throwable rootOf(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    @Override
    public void close() {
        open.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                idle.forEach(Predictor::close);
                model.close();
            }
        } finally {
            open.writeLock().unlock();
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
