package dev.eader.inference.model;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.onnxruntime.engine.OrtNDManager;
import ai.djl.onnxruntime.engine.OrtSymbolBlock;
import ai.djl.translate.TranslateException;
import ai.onnxruntime.OrtSession;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;

/** One session of ONNX Runtime, run through DJL. Safe for use by several threads. */
public final class ModelSession implements AutoCloseable {
    private final ModelDescription description;
    private final Model model;
    /** One for each run that has gone on at once. A run that hangs keeps its own, with the buffers. */
    private final ConcurrentLinkedQueue<Predictor<List<ModelInput>, List<Prediction>>> idle =
            new ConcurrentLinkedQueue<>();

    ModelSession(ModelDescription description, OrtSession session) {
        this.description = description;
        // The CPU by name, though the session may be on a GPU: tensors live on the host, as the session has it in Java.
        // A block of our own session, because DJL's loaders neither show a session's tensors nor read bytes without
        // leaving a temporary folder behind.
        model = Model.newInstance(description.name(), Device.cpu(), OnnxRuntime.ENGINE);
        model.setBlock(new OrtSymbolBlock(session, (OrtNDManager) model.getNDManager()));
    }

    ModelDescription description() {
        return description;
    }

    /** @throws ModelException if the model fails or answers with something that is not a number */
    List<Prediction> run(List<ModelInput> inputs) {
        var next = idle.poll();
        var predictor = next == null ? model.newPredictor(new BatchTranslator(description)) : next;
        try {
            return predictor.predict(inputs);
        } catch (TranslateException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ModelException(
                    String.format(
                            Locale.ROOT,
                            "Model %s fails: %s",
                            description.name(),
                            rootOf(cause).getMessage()),
                    cause);
        } finally {
            idle.add(predictor);
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
        idle.forEach(Predictor::close);
        model.close();
    }
}
