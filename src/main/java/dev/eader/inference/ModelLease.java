package dev.eader.inference;

import dev.eader.inference.model.ImageModel;
import dev.eader.inference.model.ModelDescription;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A model in use. It answers until the lease is closed, even if another one has taken its name meanwhile; so an image
 * that was prepared by a model's description can be answered by that model. Close it once the image is submitted.
 */
public final class ModelLease implements AutoCloseable {
    private final SharedModel shared;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Takes over one use of {@code shared}, which has been counted. */
    ModelLease(SharedModel shared) {
        this.shared = shared;
    }

    public ImageModel model() {
        return shared.model;
    }

    /** The name that it is or was served under, which is not always the model's own. */
    public String name() {
        return shared.name;
    }

    public ModelDescription description() {
        return shared.model.description();
    }

    /** Another lease on the same model, to be closed on its own. */
    ModelLease again() {
        if (closed.get() || !shared.retain()) {
            throw new IllegalStateException("The lease is closed");
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
