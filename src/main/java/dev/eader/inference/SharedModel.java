package dev.eader.inference;

import dev.eader.inference.model.ImageModel;
import java.util.concurrent.atomic.AtomicInteger;

/** A reference-counted model that is closed when its last user releases it. Thread-safe. */
final class SharedModel {
    final String name;
    final ImageModel model;
    private final AtomicInteger users = new AtomicInteger(1);

    /** @param name the name under which the model is served */
    SharedModel(String name, ImageModel model) {
        this.name = name;
        this.model = model;
    }

    /** @return whether a user was added; false if the model is already closed */
    boolean retain() {
        return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    void release() {
        if (users.decrementAndGet() == 0) {
            model.close();
        }
    }
}
