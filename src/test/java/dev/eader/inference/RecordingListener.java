package dev.eader.inference;

import dev.eader.inference.model.ModelDescription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records notifications as {@code NAME VERSION} and {@code NAME refused}. */
final class RecordingListener implements ModelWatch.Listener {
    private final List<String> events = new CopyOnWriteArrayList<>();

    @Override
    public void swapped(String name, ModelDescription model) {
        events.add(name + " " + model.version());
    }

    @Override
    public void refused(String name, String reason) {
        events.add(name + " refused");
    }

    List<String> events() {
        return events;
    }
}
