package dev.eader.training.collection;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import dev.eader.training.data.AtomicFile;
import dev.eader.training.data.DatasetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes and reads {@code sources.csv}, the photos of which a folder was prepared. */
final class SourceTable {
    private static final CsvMapper CSV = CsvMapper.builder()
            .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
            .build();
    private static final int MAX_NAMED = 5;

    private SourceTable() {}

    /**
     * A photo of the collection.
     *
     * @param source name in the collection
     * @param id of the prepared picture; that of another photo for a duplicate, empty for a bad file
     * @param state {@code copied}, {@code converted}, {@code duplicate} or {@code bad}
     * @param split that the collection gives; empty if none
     * @param labels that the collection gives, separated by spaces
     * @param bytes size of the file
     * @param modified modification time of the file, in milliseconds since 1970
     */
    @JsonPropertyOrder({"source", "id", "state", "split", "labels", "bytes", "modified"})
    record Source(String source, String id, String state, String split, String labels, long bytes, long modified) {
        static Source of(Photo photo, String id, String state, long bytes, long modified) {
            String split = photo.split() == null ? "" : photo.split();
            String labels = String.join(" ", new TreeSet<>(photo.labels()));
            return new Source(photo.name(), id, state, split, labels, bytes, modified);
        }

        /** Returns whether both describe the same file with the same labels and split. */
        boolean hasInputOf(Source other) {
            return bytes == other.bytes
                    && modified == other.modified
                    && split.equals(other.split)
                    && labels.equals(other.labels);
        }
    }

    /** A line of {@code labels.csv}. */
    @JsonPropertyOrder({"id", "split", "labels"})
    private record Line(String id, String split, String labels) {}

    static void write(Path file, List<Source> sources) throws IOException {
        write(file, sources, Source.class);
    }

    /** Writes {@code labels.csv}. */
    static void writeLabels(Path file, List<Picture> pictures) throws IOException {
        List<Line> lines = pictures.stream()
                .map(picture ->
                        new Line(picture.id(), picture.split(), String.join(" ", new TreeSet<>(picture.labels()))))
                .toList();
        write(file, lines, Line.class);
    }

    private static <T> void write(Path file, List<T> lines, Class<T> type) throws IOException {
        String text = CSV.writerFor(CSV.getTypeFactory().constructCollectionType(List.class, type))
                .with(CSV.schemaFor(type).withHeader())
                .writeValueAsString(lines);
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** @return photos by name */
    static Map<String, Source> read(Path file) throws IOException {
        Map<String, Source> sources = new TreeMap<>();
        try (MappingIterator<Source> lines = CSV.readerFor(Source.class)
                .with(CSV.schemaFor(Source.class).withHeader())
                .readValues(Files.readString(file))) {
            lines.forEachRemaining(source -> sources.put(source.source(), source));
        } catch (RuntimeException e) {
            throw new DatasetException(
                    file + " is damaged: " + e.getMessage() + "; delete the folder and run `prepare` again", e);
        }
        return sources;
    }

    /** Describes how the photos of a collection differ from those that a folder was prepared of; empty if they do not. */
    static Optional<String> difference(Map<String, Source> before, Map<String, Source> now) {
        List<String> differences = new ArrayList<>();
        now.forEach((name, source) -> {
            Source old = before.get(name);
            if (old == null) {
                differences.add(name + " is new");
            } else if (!old.hasInputOf(source)) {
                differences.add(name + " has changed");
            }
        });
        for (String name : before.keySet()) {
            if (!now.containsKey(name)) {
                differences.add(name + " is missing");
            }
        }
        if (differences.isEmpty()) {
            return Optional.empty();
        }
        String more = differences.size() > MAX_NAMED ? " and " + (differences.size() - MAX_NAMED) + " more" : "";
        return Optional.of(String.join(", ", differences.subList(0, Math.min(MAX_NAMED, differences.size()))) + more);
    }
}
