package dev.eader.inference;

import dev.eader.inference.model.ImageModel;
import dev.eader.inference.model.ModelDescription;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps a model open until it is closed, even if another model is swapped in under the same name: an image that was
 * scaled for a model can then be run on that model. Thread-safe.
 */
public final class ModelLease implements AutoCloseable {
    private final SharedModel shared;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Takes over one use of {@code shared} that the caller has already counted. */
    ModelLease(SharedModel shared) {
        this.shared = shared;
    }

    public ImageModel model() {
        return shared.model;
    }

    /** The name under which the model was leased; it may differ from the name in {@link #description}. */
    public String name() {
        return shared.name;
    }

    public ModelDescription description() {
        return shared.model.description();
    }

    /**
     * Opens a second lease on the same model, which must be closed separately.
     *
     * @throws IllegalStateException if this lease is closed
     */
    ModelLease duplicate() {
        if (closed.get() || !shared.retain()) {
            throw new IllegalStateException("The model lease is closed");
        }
        return new ModelLease(shared);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            shared.release();
        }
    }
}
