package dev.eader.inference;

import dev.eader.image.maps.PixelLabels;
import dev.eader.inference.model.ImageModel;
import dev.eader.inference.model.ModelDescription;
import dev.eader.inference.model.ModelException;
import dev.eader.inference.model.ModelInput;
import dev.eader.inference.model.Prediction;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/**
 * A model that records its batches. Its score of an image is the image's first byte; it fails on images with the byte
 * {@link #POISON}.
 */
public final class FakeModel implements ImageModel {
    public static final int POISON = 13;

    private final ModelDescription description;
    private final Semaphore runs = new Semaphore(0);
    private final boolean held;
    private final List<List<ModelInput>> batches = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    private FakeModel(String version, boolean held) {
        this.held = held;
        description =
                new ModelDescription("fake", version, version.repeat(64), List.of("only"), 0.5f, 0.5f, 32, 32, "{}");
    }

    /** Creates a model that answers at once. */
    public static FakeModel free(String version) {
        return new FakeModel(version, false);
    }

    /** Creates a model whose runs block until {@link #release}. */
    public static FakeModel held(String version) {
        return new FakeModel(version, true);
    }

    /** @param mark first byte, 0 to 127 */
    public static ModelInput image(int width, int height, int mark) {
        byte[] rgb = new byte[width * height * 3];
        rgb[0] = (byte) mark;
        return ModelInput.byScore(width, height, rgb, 1);
    }

    public static int mark(ModelInput input) {
        return input.rgb()[0];
    }

    /** Unblocks all current and later runs. */
    public void release() {
        runs.release(1_000_000);
    }

    @Override
    public ModelDescription description() {
        return description;
    }

    @Override
    public List<Prediction> predict(List<ModelInput> inputs) {
        batches.add(inputs);
        if (held) {
            runs.acquireUninterruptibly();
        }
        if (closed) {
            throw new IllegalStateException("closed");
        }
        if (inputs.stream().anyMatch(input -> mark(input) == POISON)) {
            throw new ModelException("poison");
        }
        return inputs.stream()
                .map(input -> new Prediction(
                        new float[] {mark(input)},
                        new float[][] {{0}},
                        1,
                        1,
                        new PixelLabels(input.width(), input.height(), new byte[input.width() * input.height()])))
                .toList();
    }

    /** The batches of all runs, in order. */
    public List<List<ModelInput>> batches() {
        return batches;
    }

    /** The marks of the images of each batch. */
    public List<List<Integer>> marks() {
        return batches.stream()
                .map(batch -> batch.stream().map(FakeModel::mark).toList())
                .toList();
    }

    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
