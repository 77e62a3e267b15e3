package dev.eader.training.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads {@code labels.csv}: CSV in UTF-8 (with or without byte order mark) with a header. The columns are {@code id},
 * {@code labels} (class names separated by spaces; none for a background image) and optionally {@code split}, in any order.
 * Other columns and extra fields are refused, so that no label is lost.
 */
public final class LabelTable {
    private static final String ID = "id";
    private static final String LABELS = "labels";
    private static final String SPLIT = "split";
    private static final Set<String> ACCEPTED = Set.of(ID, SPLIT, LABELS);
    private static final String HEADER =
            "the first line must be the header 'id,split,labels' (split is optional; labels"
                    + " are class names separated by spaces)";

    private final Path file;
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private List<String> columns;

    /**
     * The labels of an image.
     *
     * @param splits of all lines with the id of this image; empty without a split
     * @param names of the classes that the image shows; empty for a background image
     */
    public record Row(Set<String> splits, Set<String> names) {}

    private LabelTable(Path file) {
        this.file = file;
    }

    /**
     * Reads a table.
     *
     * @return rows by image id, in the order of the file; an id may be repeated with the same labels
     * @throws DatasetException if the table is invalid or contradicts itself; the message names file and line
     */
    public static Map<String, Row> read(Path file) {
        LabelTable table = new LabelTable(file);
        CsvMapper mapper = new CsvMapper();
        mapper.enable(CsvParser.Feature.WRAP_AS_ARRAY);
        try (MappingIterator<String[]> rows =
                mapper.readerFor(String[].class).with(CsvSchema.emptySchema()).readValues(text(file))) {
            while (rows.hasNext()) {
                // The location is that of the first character of the next row.
                int line = rows.getCurrentLocation().getLineNr();
                table.add(rows.next(), line);
            }
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new DatasetException(file + ":" + line + " is not CSV: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new DatasetException(file + " cannot be read: " + e.getMessage(), e);
        }
        if (table.columns == null) {
            throw new DatasetException(file + " is empty; " + HEADER);
        }
        return table.rows;
    }

    private static String text(Path file) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(DataFiles.read(file)))
                    .toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new DatasetException(file + " is not encoded in UTF-8; save it as UTF-8", e);
        }
    }

    private void add(String[] fields, int line) {
        if (Arrays.stream(fields).allMatch(String::isBlank)) {
            return;
        }
        if (columns == null) {
            header(fields, line);
            return;
        }
        if (fields.length != columns.size()) {
            throw new DatasetException(file + ":" + line + " has " + fields.length + " fields, but the header has "
                    + columns.size() + " (" + String.join(",", columns) + "); put all labels of an image into one"
                    + " field, separated by spaces");
        }
        String id = fields[columns.indexOf(ID)].strip();
        if (id.isEmpty()) {
            throw new DatasetException(file + ":" + line + " has no id");
        }
        String labels = fields[columns.indexOf(LABELS)].strip();
        Set<String> shown = labels.isEmpty() ? Set.of() : new TreeSet<>(List.of(labels.split("\\s+")));
        Row row = rows.computeIfAbsent(id, unknown -> new Row(new TreeSet<>(), shown));
        if (!row.names().equals(shown)) {
            throw new DatasetException(file + ": lines " + lines.get(id) + " and " + line + " contradict each other: "
                    + id + " has the labels " + row.names() + " and " + shown + "; remove one");
        }
        lines.putIfAbsent(id, line);
        int split = columns.indexOf(SPLIT);
        if (split >= 0 && !fields[split].isBlank()) {
            row.splits().add(fields[split].strip());
        }
    }

    private void header(String[] fields, int line) {
        columns = Arrays.stream(fields).map(String::strip).toList();
        boolean known = ACCEPTED.containsAll(columns) && Set.copyOf(columns).size() == columns.size();
        if (!known || !columns.contains(ID) || !columns.contains(LABELS)) {
            throw new DatasetException(
                    file + ":" + line + " has the columns " + String.join(",", columns) + "; " + HEADER);
        }
    }
}
