package dev.eader.inference;

import dev.eader.inference.model.ImageModel;
import java.util.concurrent.atomic.AtomicInteger;

/** A model with a count of those who use it, closed by the last one of them. */
final class SharedModel {
    final String name;
    final ImageModel model;
    private final AtomicInteger users = new AtomicInteger(1);

    /** @param name that it is served under */
    SharedModel(String name, ImageModel model) {
        this.name = name;
        this.model = model;
    }

    /** Counts one user more, unless the last one has gone. */
    boolean retain() {
        return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    void release() {
        if (users.decrementAndGet() == 0) {
            model.close();
        }
    }
}
