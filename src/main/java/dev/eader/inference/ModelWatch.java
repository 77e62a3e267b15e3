package dev.eader.inference;

import dev.eader.inference.model.DeviceUnavailableException;
import dev.eader.inference.model.ModelDescription;
import dev.eader.inference.model.ModelFile;
import dev.eader.inference.model.ModelRefusedException;
import dev.eader.observe.Observing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Reloads model files when they change. The files are polled, because not every file system reports changes. A file
 * that is unchanged between two checks is loaded and checked while the old model serves, and then replaces it between
 * two batches. A file that breaks the contract is refused once and the old model stays in service. Thread-safe.
 */
public final class ModelWatch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ModelWatch.class);

    private final ModelRegistry registry;
    private final Listener listener;
    private final Map<String, WatchedFile> files = new TreeMap<>();
    private final ConcurrentSkipListMap<String, String> refusals = new ConcurrentSkipListMap<>();
    private final ScheduledExecutorService executor;

    /** Is notified of reloaded and refused model files. Exceptions are logged and otherwise ignored. */
    public interface Listener {
        void swapped(String name, ModelDescription model);

        void refused(String name, String reason);
    }

    /**
     * Starts watching.
     *
     * @param files ONNX files by served name
     * @param period interval between two checks; zero disables the watch
     * @throws IllegalArgumentException if {@code period} is negative
     */
    public ModelWatch(ModelRegistry registry, Map<String, Path> files, Duration period, Listener listener) {
        if (period.isNegative()) {
            throw new IllegalArgumentException(
                    "eader.model.watch must not be negative (0 = never reload), but is " + period);
        }
        this.registry = registry;
        this.listener = listener;
        files.forEach((name, path) -> this.files.put(name, new WatchedFile(path)));
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "model-watch");
            thread.setDaemon(true);
            return thread;
        });
        if (!period.isZero() && !files.isEmpty()) {
            executor.scheduleWithFixedDelay(this::checkFiles, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Reasons why the current versions of files are refused, by served name. */
    public SortedMap<String, String> refusals() {
        return Collections.unmodifiableSortedMap(refusals);
    }

    /** Checks each file once. */
    void checkFiles() {
        files.forEach((name, file) -> {
            try {
                if (file.isStableAndNew()) {
                    reload(name, file);
                }
            } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
                refuse(name, file.path() + ": " + e);
            } catch (Error e) {
                // a scheduled executor would swallow the error
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
                throw e;
            }
        });
    }

    private void reload(String name, WatchedFile file) {
        if (file.isMissing()) {
            refuse(name, file.path() + " does not exist");
            return;
        }
        try {
            byte[] onnx = registry.read(file.path());
            if (!file.changedSinceCheck()) {
                swap(name, file.path(), onnx);
            }
        } catch (ModelRefusedException | DeviceUnavailableException e) {
            refuse(name, e.getMessage());
        }
    }

    private void swap(String name, Path path, byte[] onnx) {
        ModelDescription old = registry.descriptions().get(name);
        if (old == null || !old.sha256().equals(ModelFile.sha256(onnx))) {
            ModelDescription model = registry.swap(name, path.toString(), onnx);
            LOG.infof("Model %s reloaded from %s: version %s, SHA-256 %s", name, path, model.version(), model.sha256());
            Observing.run("a reloaded model", () -> listener.swapped(name, model));
        }
        refusals.remove(name);
    }

    private void refuse(String name, String reason) {
        refusals.put(name, reason);
        LOG.warnf(
                "Model %s is not reloaded and its old version stays in service: %s (eader.model.path.%s)",
                name, reason, name);
        Observing.run("a refused model file", () -> listener.refused(name, reason));
    }

    /** Stops watching, without waiting for a model that is being loaded. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
