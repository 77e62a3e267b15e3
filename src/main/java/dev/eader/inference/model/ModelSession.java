package dev.eader.inference.model;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.onnxruntime.engine.OrtNDManager;
import ai.djl.onnxruntime.engine.OrtSymbolBlock;
import ai.djl.translate.TranslateException;
import ai.onnxruntime.OrtSession;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An ONNX Runtime session that is run through DJL. Thread-safe. */
public final class ModelSession implements AutoCloseable {
    private final ModelDescription description;
    private final Model model;
    /**
     * Predictors that are not in use: as many as the maximum of concurrent runs so far. A hung run keeps its predictor.
     */
    private final ConcurrentLinkedQueue<Predictor<List<ModelInput>, List<Prediction>>> idle =
            new ConcurrentLinkedQueue<>();

    ModelSession(ModelDescription description, OrtSession session) {
        this.description = description;
        // Device.cpu() even if the session runs on a GPU: ONNX Runtime's Java API exchanges tensors in host memory. The
        // block wraps a session of ours, because DJL's loaders hide the session and leave a temporary folder behind.
        model = Model.newInstance(description.name(), Device.cpu(), OnnxRuntime.ENGINE);
        model.setBlock(new OrtSymbolBlock(session, (OrtNDManager) model.getNDManager()));
    }

    ModelDescription description() {
        return description;
    }

    /** @throws ModelException if the model fails or an output breaks the contract */
    List<Prediction> run(List<ModelInput> inputs) {
        Predictor<List<ModelInput>, List<Prediction>> next = idle.poll();
        Predictor<List<ModelInput>, List<Prediction>> predictor =
                next == null ? model.newPredictor(new BatchTranslator(description)) : next;
        try {
            return predictor.predict(inputs);
        } catch (TranslateException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ModelException(
                    "Model " + description.name() + " failed: " + rootOf(cause).getMessage(), cause);
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
