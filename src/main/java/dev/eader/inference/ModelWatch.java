package dev.eader.inference;

import dev.eader.inference.model.DeviceUnavailableException;
import dev.eader.inference.model.ModelDescription;
import dev.eader.inference.model.ModelRefusedException;
import dev.eader.inference.model.SegmentationModel;
import dev.eader.observe.Observing;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Serves a model's file anew when it changes. The file is looked at again and again, since not every file system tells
 * of changes; what has stayed the same for two looks is loaded, checked and warmed beside the model that serves, and then
 * takes its place between two batches. A file that breaks the contract is refused once, and the old model serves on.
 */
public final class ModelWatch implements AutoCloseable {
    private static final Logger LOG = System.getLogger(ModelWatch.class.getName());

    private final ModelRegistry registry;
    private final Listener listener;
    private final Map<String, WatchedFile> files = new TreeMap<>();
    private final ConcurrentSkipListMap<String, String> refusals = new ConcurrentSkipListMap<>();
    private final ScheduledExecutorService clock;

    /** Hears what became of changed files. */
    public interface Listener {
        void swapped(String name, ModelDescription model);

        void refused(String name, String reason);
    }

    /**
     * @param files ONNX files by the names that they are served under
     * @param period between two looks; zero: never look
     * @throws IllegalArgumentException if {@code period} is negative
     */
    public ModelWatch(ModelRegistry registry, Map<String, Path> files, Duration period, Listener listener) {
        if (period.isNegative()) {
            throw new IllegalArgumentException("eader.model.watch is 0 (never) or more, not " + period);
        }
        this.registry = registry;
        this.listener = listener;
        files.forEach((name, path) -> this.files.put(name, new WatchedFile(path)));
        clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "model-watch");
            thread.setDaemon(true);
            return thread;
        });
        if (!period.isZero() && !files.isEmpty()) {
            clock.scheduleWithFixedDelay(this::look, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Why a file, as it is now, is not served, by the name that it should be served under. */
    public SortedMap<String, String> refusals() {
        return Collections.unmodifiableSortedMap(refusals);
    }

    /** Looks at each file once. */
    void look() {
        files.forEach((name, file) -> {
            try {
                if (file.settledAnew()) {
                    judge(name, file);
                }
            } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
                refuse(name, file.path() + ": " + e);
            } catch (Error e) {
                // the executor would keep it to itself
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
                throw e;
            }
        });
    }

    private void judge(String name, WatchedFile file) {
        if (file.gone()) {
            refuse(name, file.path() + " is not there");
            return;
        }
        try {
            byte[] onnx = registry.read(file.path());
            if (file.changedMeanwhile()) {
                return;
            }
            swap(name, file.path(), onnx);
        } catch (ModelRefusedException | DeviceUnavailableException e) {
            refuse(name, e.getMessage());
        }
    }

    private void swap(String name, Path path, byte[] onnx) {
        ModelDescription old = registry.descriptions().get(name);
        if (old == null || !old.sha256().equals(SegmentationModel.sha256(onnx))) {
            ModelDescription model = registry.swap(name, path.toString(), onnx);
            LOG.log(
                    Level.INFO,
                    "Model {0} is now version {1}, {2}, from {3}",
                    List.of(name, model.version(), model.sha256(), path).toArray());
            Observing.run("a model that was replaced", () -> listener.swapped(name, model));
        }
        refusals.remove(name);
    }

    private void refuse(String name, String reason) {
        refusals.put(name, reason);
        LOG.log(Level.WARNING, "Model {0} serves on as it was: {1} (eader.model.path.{0})", name, reason);
        Observing.run("a model file that was refused", () -> listener.refused(name, reason));
    }

    /** Looks no more. A model that is being loaded is not waited for. */
    @Override
    public void close() {
        clock.shutdownNow();
    }
}
