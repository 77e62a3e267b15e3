package dev.eader.training.collection;

import dev.eader.training.collection.CollectionReport.Options;
import dev.eader.training.collection.SourceTable.Source;
import dev.eader.training.data.DatasetException;
import dev.eader.training.data.LabelsCsv;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Prepares a photo collection: {@code JPEGImages/ID.jpg}, {@code labels.csv}, {@code sources.csv} and, last, {@code
 * prepared.json}. An interrupted preparation continues when it is repeated, and a finished one returns its report. Call {@link
 * #finished}, {@link #check}, {@link #assess} and {@link #write} in this order. Not thread-safe.
 */
public final class PreparedFolder {
    private final PrepareSettings settings;
    private final PhotoCollection collection;
    private final Map<String, String> ids;
    private final Map<String, CheckedPhoto> checked = new ConcurrentHashMap<>();
    private final Path pictures;
    private final Path journal;
    private final Path report;

    /**
     * Reads names and labels of the collection, but no pictures.
     *
     * @throws DatasetException if the collection has an unknown form, or the folder has files of another origin
     */
    public PreparedFolder(PrepareSettings settings) throws IOException {
        this.settings = settings;
        Path out = settings.out();
        pictures = out.resolve("JPEGImages");
        journal = out.resolve("unfinished.jsonl");
        report = out.resolve("prepared.json");
        requireOutside(settings.images());
        if (settings.background() != null) {
            requireOutside(settings.background());
        }
        requireOwn();
        collection = CollectionReader.read(settings.images(), settings.labels(), settings.background());
        ids = PictureIds.of(collection.photos().stream().map(Photo::name).toList());
    }

    /** Returns the number of photos. */
    public int size() {
        return collection.photos().size();
    }

    /**
     * Returns the report of an earlier preparation; empty if there is none or it was interrupted.
     *
     * @throws DatasetException if that preparation had other inputs or options; the message names them
     */
    public Optional<CollectionReport> finished() throws IOException {
        if (!Files.exists(report)) {
            return Optional.empty();
        }
        CollectionReport before = CollectionReport.read(report);
        if (!before.options().equals(options())) {
            throw new DatasetException(settings.out() + " was prepared with the options " + text(before.options())
                    + ", not " + text(options()) + "; give these options, another --out, or delete the folder");
        }
        Map<String, Source> now = new TreeMap<>();
        for (Photo photo : collection.photos()) {
            boolean exists = Files.exists(photo.file());
            long bytes = exists ? Files.size(photo.file()) : 0;
            long modified = exists ? Files.getLastModifiedTime(photo.file()).toMillis() : 0;
            now.put(photo.name(), Source.of(photo, "", "", bytes, modified));
        }
        Optional<String> difference = SourceTable.difference(SourceTable.read(sources()), now);
        if (difference.isPresent()) {
            throw new DatasetException(settings.out() + " was prepared from other photos: " + difference.get()
                    + "; give another --out, or delete the folder to prepare it again");
        }
        refuseBad(before.bad());
        return Optional.of(before);
    }

    /**
     * Reads all photos in parallel and writes the pictures, except those that an interrupted preparation has written.
     *
     * @param onPhoto called after each photo, by several threads
     * @throws DatasetException if files are bad and {@link PrepareSettings#isSkippingBad} is false; the message names them
     */
    public void check(Runnable onPhoto) throws IOException {
        Files.createDirectories(pictures);
        Map<String, CheckedPhoto> before = CheckJournal.read(journal);
        PhotoCheck check = new PhotoCheck(pictures, settings.maxSide());
        try (CheckJournal log = CheckJournal.open(journal)) {
            collection.photos().parallelStream().forEach(photo -> {
                try {
                    CheckedPhoto known = before.get(photo.name());
                    CheckedPhoto result = isDone(photo, known) ? known : check.check(photo, ids.get(photo.name()));
                    if (result != known && result.isGood()) {
                        log.add(result);
                    }
                    checked.put(photo.name(), result);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                onPhoto.run();
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        refuseBad(bad());
    }

    private boolean isDone(Photo photo, CheckedPhoto known) throws IOException {
        return known != null
                && Files.exists(photo.file())
                && known.covers(
                        ids.get(photo.name()),
                        Files.size(photo.file()),
                        Files.getLastModifiedTime(photo.file()).toMillis(),
                        settings.maxSide())
                && Files.exists(PhotoCheck.file(pictures, known.id()));
    }

    /** Merges duplicates, splits the pictures and checks the collection as a whole. */
    public CollectionAssessment assess() {
        return CollectionAssessment.of(settings, options(), collection, checked, bad());
    }

    /** Writes the tables and the report, and removes pictures that are not used. */
    public void write(CollectionAssessment assessment) throws IOException {
        Set<Path> used = new HashSet<>();
        Map<String, Picture> bySource = new TreeMap<>();
        Map<String, Picture> byContent = new TreeMap<>();
        for (Picture picture : assessment.pictures()) {
            used.add(PhotoCheck.file(pictures, picture.id()));
            bySource.put(picture.source(), picture);
            byContent.put(picture.sha256(), picture);
        }
        try (Stream<Path> files = Files.list(pictures)) {
            for (Path file : files.filter(each -> !used.contains(each)).toList()) {
                Files.delete(file);
            }
        }
        List<Source> sources = new ArrayList<>();
        for (Photo photo : collection.photos()) {
            CheckedPhoto result = checked.get(photo.name());
            String id = result.isGood() ? byContent.get(result.sha256()).id() : "";
            String state = !result.isGood()
                    ? "bad"
                    : !bySource.containsKey(photo.name()) ? "duplicate" : result.isCopied() ? "copied" : "converted";
            sources.add(Source.of(photo, id, state, result.bytes(), result.modified()));
        }
        SourceTable.writeLabels(LabelsCsv.in(settings.out()), assessment.pictures());
        SourceTable.write(sources(), sources);
        assessment.report().write(report);
        Files.delete(journal);
    }

    private Path sources() {
        return settings.out().resolve("sources.csv");
    }

    private Options options() {
        return new Options(settings.validation(), settings.seed(), settings.maxSide());
    }

    private static String text(Options options) {
        return "--validation " + options.validation() + " --seed " + options.seed() + " --max-side "
                + options.maxSide();
    }

    private List<Finding> bad() {
        List<Finding> bad = new ArrayList<>(collection.unreadable());
        for (Photo photo : collection.photos()) {
            String error = checked.get(photo.name()).error();
            if (error != null) {
                bad.add(new Finding(photo.name(), error));
            }
        }
        return bad;
    }

    private void refuseBad(List<Finding> bad) {
        if (!bad.isEmpty() && !settings.isSkippingBad()) {
            throw new DatasetException(bad.size() + " files of " + settings.images() + " cannot be used:\n"
                    + ReportTable.named(bad)
                    + "repair or remove them, or give --skip-bad to leave them out");
        }
    }

    private void requireOutside(Path images) throws IOException {
        Path out = settings.out().toAbsolutePath().normalize();
        if (out.startsWith(images.toAbsolutePath().normalize())) {
            throw new DatasetException("--out " + settings.out() + " lies in the photo collection " + images
                    + ", where its pictures would be taken for photos; give a folder outside");
        }
    }

    private void requireOwn() throws IOException {
        if (!Files.exists(settings.out()) || Files.exists(report) || Files.exists(journal)) {
            return;
        }
        try (Stream<Path> files = Files.list(settings.out())) {
            // An interrupted preparation may have created the folder of the pictures only.
            if (files.anyMatch(file -> !file.equals(pictures)) || isFilled(pictures)) {
                throw new DatasetException(settings.out()
                        + " has files that `prepare` did not write; give an empty or a" + " new folder as --out");
            }
        }
    }

    private static boolean isFilled(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isPresent();
        }
    }
}
