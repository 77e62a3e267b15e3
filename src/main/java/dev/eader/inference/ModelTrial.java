package dev.eader.inference;

import dev.eader.inference.model.ModelDescription;
import dev.eader.inference.model.ModelRefusedException;
import dev.eader.observe.Observing;
import java.io.IOException;
import java.nio.file.DirectoryStream;
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
 * Serves a candidate model next to the other models, under the name {@code candidate:FILE}, so that it can be compared
 * with them and then replace one of them. The candidate is read from a folder once: exactly the bytes that were tried
 * replace the model, even if the file has changed since. At most one candidate is tried at a time. Thread-safe.
 */
public final class ModelTrial {
    private static final String PREFIX = "candidate:";
    private static final String EXTENSION = ".onnx";

    private final ModelRegistry registry;
    private final Optional<Path> folder;
    private final Map<String, Path> files;
    private final ModelWatch.Listener listener;
    private volatile Loaded current;

    /**
     * A file that can be tried.
     *
     * @param file name of the file in the folder
     * @param bytes size of the file
     * @param modified time of the last modification
     */
    public record Candidate(String file, long bytes, Instant modified) {}

    /**
     * A candidate that is being tried.
     *
     * @param file name of the file in the folder
     * @param servedAs model name to request in a frame
     */
    public record Trial(String file, String servedAs, ModelDescription model) {}

    private record Loaded(Trial trial, byte[] onnx) {}

    /**
     * @param folder folder of candidates; empty if there are none to try
     * @param files ONNX files by served name; a swap also replaces the file
     * @param listener is notified of swaps
     */
    public ModelTrial(
            ModelRegistry registry, Optional<Path> folder, Map<String, Path> files, ModelWatch.Listener listener) {
        this.registry = registry;
        this.folder = folder;
        this.files = Map.copyOf(files);
        this.listener = listener;
    }

    /**
     * Lists the ONNX files of the folder in the order of their names, without symbolic links that point outside the
     * folder.
     *
     * @throws IOException if the folder cannot be read
     */
    public List<Candidate> candidates() throws IOException {
        if (folder.isEmpty()) {
            return List.of();
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder.get(), "*" + EXTENSION)) {
            TreeMap<String, Candidate> found = new TreeMap<>();
            for (Path each : all) {
                if (Files.isRegularFile(each) && isInside(each, folder.get())) {
                    String name = each.getFileName().toString();
                    Instant modified = Files.getLastModifiedTime(each).toInstant();
                    found.put(name, new Candidate(name, Files.size(each), modified));
                }
            }
            return List.copyOf(found.values());
        }
    }

    private static boolean isInside(Path file, Path folder) throws IOException {
        return file.toRealPath().startsWith(folder.toRealPath());
    }

    /** The candidate that is being tried. */
    public Optional<Trial> trial() {
        return Optional.ofNullable(current).map(Loaded::trial);
    }

    /** Whether a swap under this name persists after a restart, because the model is loaded from a file. */
    public boolean isPersistent(String name) {
        return files.containsKey(name);
    }

    /**
     * Loads and checks a candidate and serves it in place of the previous candidate.
     *
     * @param file name of a file in the folder
     * @throws NoSuchElementException if the folder has no such candidate
     * @throws ModelRefusedException if the file cannot be read, is too large or breaks the contract; a previous
     *     candidate stays in service
     * @throws IOException if the folder cannot be read
     */
    public synchronized Trial start(String file) throws IOException {
        if (candidates().stream().noneMatch(each -> each.file().equals(file))) {
            throw new NoSuchElementException("There is no candidate '" + file + "' (eader.model.candidates)");
        }
        byte[] onnx = registry.read(folder.orElseThrow().resolve(file));
        String name = PREFIX + file;
        Trial trial = new Trial(file, name, registry.swap(name, file, onnx));
        if (current != null && !current.trial.servedAs.equals(name)) {
            registry.withdraw(current.trial.servedAs);
        }
        current = new Loaded(trial, onnx);
        return trial;
    }

    /** Stops serving the candidate, if there is one. */
    public synchronized void end() {
        if (current != null) {
            registry.withdraw(current.trial.servedAs);
            current = null;
        }
    }

    /**
     * Replaces the model {@code name} by the candidate between two batches, and ends the trial. If the model has a
     * file, the file is replaced first, atomically, so that a restart and other instances with the same file use the
     * new model too.
     *
     * @param sha256 SHA-256 of the candidate, as a check against a concurrent change
     * @return the new model
     * @throws NoSuchElementException if no model is served as {@code name}
     * @throws IllegalStateException if the current candidate does not have this SHA-256, or there is none
     * @throws IOException if the file of the model cannot be replaced; the old model stays in service
     */
    public synchronized ModelDescription swap(String name, String sha256) throws IOException {
        if (current == null || !current.trial.model.sha256().equals(sha256)) {
            throw new IllegalStateException("No candidate with SHA-256 " + sha256 + " is being tried (current trial: "
                    + (current == null ? "none" : current.trial.file + ", " + current.trial.model.sha256())
                    + "); try it before the swap");
        }
        if (name.startsWith(PREFIX) || !registry.descriptions().containsKey(name)) {
            throw new NoSuchElementException("No model is served as '" + name + "'");
        }
        if (files.containsKey(name)) {
            replaceFile(files.get(name), current.onnx);
        }
        ModelDescription model = registry.swap(name, current.trial.file, current.onnx);
        Observing.run("a replaced model", () -> listener.swapped(name, model));
        end();
        return model;
    }

    /** Replaces the target of a symbolic link, not the link. */
    private static void replaceFile(Path file, byte[] onnx) throws IOException {
        Path target = file.toRealPath();
        Path temporary = target.resolveSibling(target.getFileName() + ".new");
        Files.write(temporary, onnx);
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    }
}
