package dev.eader.inference;

import dev.eader.inference.model.ModelDescription;
import dev.eader.inference.model.ModelRefusedException;
import dev.eader.observe.Observing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A candidate that is tried beside the models that serve. It comes from a folder, is served under a name of its own, and
 * is put in another's place when it was found good: byte for byte what was tried, whatever became of its file since. One
 * is tried at a time. Safe for use by several threads.
 */
public final class ModelTrial {
    private static final String PREFIX = "candidate:";
    private static final String ENDING = ".onnx";

    private final ModelRegistry registry;
    private final Optional<Path> folder;
    private final Map<String, Path> files;
    private final ModelWatch.Listener listener;
    private volatile Tried tried;

    /**
     * A file that may be tried.
     *
     * @param file its name in the folder
     */
    public record Candidate(String file, long bytes, Instant modified) {}

    /**
     * What is tried now.
     *
     * @param servedAs the name that a frame asks for it by
     */
    public record Trial(String file, String servedAs, ModelDescription model) {}

    private record Tried(Trial trial, byte[] onnx) {}

    /**
     * @param folder of candidates; none: nothing can be tried
     * @param files ONNX files by the names that they are served under; what is swapped in takes the file's place too
     * @param listener hears of swaps
     */
    public ModelTrial(
            ModelRegistry registry, Optional<Path> folder, Map<String, Path> files, ModelWatch.Listener listener) {
        this.registry = registry;
        this.folder = folder;
        this.files = Map.copyOf(files);
        this.listener = listener;
    }

    /**
     * The folder's ONNX files, by name. Symbolic links that lead out of the folder are left out.
     *
     * @throws IOException when the folder cannot be read
     */
    public List<Candidate> candidates() throws IOException {
        if (folder.isEmpty()) {
            return List.of();
        }
        try (var all = Files.newDirectoryStream(folder.get(), "*" + ENDING)) {
            var found = new TreeMap<String, Candidate>();
            for (Path each : all) {
                if (Files.isRegularFile(each) && isInside(each, folder.get())) {
                    String name = each.getFileName().toString();
                    var modified = Files.getLastModifiedTime(each).toInstant();
                    found.put(name, new Candidate(name, Files.size(each), modified));
                }
            }
            return List.copyOf(found.values());
        }
    }

    private static boolean isInside(Path file, Path folder) throws IOException {
        return file.toRealPath().startsWith(folder.toRealPath());
    }

    public Optional<Trial> trial() {
        return Optional.ofNullable(tried).map(Tried::trial);
    }

    /** Whether a swap under this name outlasts a restart: where it has a file. */
    public boolean isPersistent(String name) {
        return files.containsKey(name);
    }

    /**
     * Loads, checks and warms a candidate and serves it under its own name, in place of the one tried before.
     *
     * @throws NoSuchElementException when the folder has no such file
     * @throws ModelRefusedException if it cannot be read, is too large or breaks the contract; the one tried before, if any, stays
     * @throws IOException when the folder cannot be read
     */
    public synchronized Trial start(String file) throws IOException {
        if (candidates().stream().noneMatch(each -> each.file().equals(file))) {
            throw new NoSuchElementException("There is no candidate '" + file + "' (eader.model.candidates)");
        }
        byte[] onnx = registry.read(folder.orElseThrow().resolve(file));
        String name = PREFIX + file;
        var trial = new Trial(file, name, registry.swap(name, file, onnx));
        if (tried != null && !tried.trial.servedAs.equals(name)) {
            registry.withdraw(tried.trial.servedAs);
        }
        tried = new Tried(trial, onnx);
        return trial;
    }

    /** Unloads what is tried, if anything is. */
    public synchronized void end() {
        if (tried != null) {
            registry.withdraw(tried.trial.servedAs);
            tried = null;
        }
    }

    /**
     * Serves what was tried under {@code name}, between two batches, and ends the trial. Where the name has a file, that
     * is replaced first, in one step, so that other instances with the same file follow and a restart keeps it.
     *
     * @param sha256 of what is meant, which must be what is tried
     * @return the new model
     * @throws NoSuchElementException when no model is served under {@code name}
     * @throws IllegalStateException when something else is tried, or nothing
     * @throws IOException when the model's file cannot be replaced; the old one serves on
     */
    public synchronized ModelDescription swap(String name, String sha256) throws IOException {
        if (tried == null || !tried.trial.model.sha256().equals(sha256)) {
            throw new IllegalStateException("What is tried now is "
                    + (tried == null ? "nothing" : tried.trial.file + ", " + tried.trial.model.sha256())
                    + ", not " + sha256 + ": try it first");
        }
        if (name.startsWith(PREFIX) || !registry.descriptions().containsKey(name)) {
            throw new NoSuchElementException("No model is served as '" + name + "'");
        }
        if (files.containsKey(name)) {
            replace(files.get(name), tried.onnx);
        }
        ModelDescription model = registry.swap(name, tried.trial.file, tried.onnx);
        Observing.run("a model that was replaced", () -> listener.swapped(name, model));
        end();
        return model;
    }

    private static void replace(Path file, byte[] onnx) throws IOException {
        // where a link leads is replaced, not the link
        Path real = file.toRealPath();
        Path fresh = real.resolveSibling(real.getFileName() + ".new");
        Files.write(fresh, onnx);
        Files.move(fresh, real, StandardCopyOption.ATOMIC_MOVE);
    }
}
