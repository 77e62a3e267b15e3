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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads {@code labels.csv}: UTF-8 with or without a byte order mark, fields in double quotes where they need it, and a
 * header. Columns are found by name: {@code id}, {@code labels} (class names apart by spaces), and optionally {@code
 * split}, which is not used. Any other column or further field is refused, so that no label is dropped.
 */
final class LabelTable {
    private static final String ID = "id";
    private static final String LABELS = "labels";
    private static final Set<String> ACCEPTED = Set.of(ID, "split", LABELS);
    private static final String HEADER =
            "the first line must be the header 'id,split,labels' (split may be left out; labels"
                    + " are class names apart by spaces)";

    private final Path file;
    private final Map<String, Set<String>> names = new HashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private List<String> columns;

    private LabelTable(Path file) {
        this.file = file;
    }

    /**
     * Reads a table.
     *
     * @return class names by image id; a repeated id is accepted where its labels are the same
     * @throws DatasetException naming file and line, if the table is of another form or contradicts itself
     */
    static Map<String, Set<String>> read(Path file) {
        LabelTable table = new LabelTable(file);
        CsvMapper mapper = new CsvMapper();
        mapper.enable(CsvParser.Feature.WRAP_AS_ARRAY);
        try (MappingIterator<String[]> rows =
                mapper.readerFor(String[].class).with(CsvSchema.emptySchema()).readValues(text(file))) {
            while (rows.hasNext()) {
                // before the row is read, the parser stands at its first character
                int line = rows.getCurrentLocation().getLineNr();
                table.add(rows.next(), line);
            }
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new DatasetException(
                    String.format(Locale.ROOT, "%s:%d is not CSV: %s", file, line, e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new DatasetException(file + " cannot be read: " + e.getMessage(), e);
        }
        if (table.columns == null) {
            throw new DatasetException(file + " is empty; " + HEADER);
        }
        return table.names;
    }

    private static String text(Path file) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(DataFiles.read(file)))
                    .toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new DatasetException(file + " is not UTF-8; save it as UTF-8", e);
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
            throw new DatasetException(String.format(
                            Locale.ROOT,
                            "%s:%d has %d fields, but the header has %d (%s); labels of one image stand in one",
                            file,
                            line,
                            fields.length,
                            columns.size(),
                            String.join(",", columns))
                    + " field, apart by spaces");
        }
        String id = fields[columns.indexOf(ID)].strip();
        if (id.isEmpty()) {
            throw new DatasetException(String.format(Locale.ROOT, "%s:%d has no id", file, line));
        }
        String labels = fields[columns.indexOf(LABELS)].strip();
        Set<String> shown = labels.isEmpty() ? Set.of() : new TreeSet<>(List.of(labels.split("\\s+")));
        Set<String> before = names.putIfAbsent(id, shown);
        if (before != null && !before.equals(shown)) {
            throw new DatasetException(String.format(
                    Locale.ROOT,
                    "%s: lines %d and %d contradict each other: %s has the labels %s and %s; keep one",
                    file,
                    lines.get(id),
                    line,
                    id,
                    before,
                    shown));
        }
        lines.putIfAbsent(id, line);
    }

    private void header(String[] fields, int line) {
        columns = Arrays.stream(fields).map(String::strip).toList();
        boolean known = ACCEPTED.containsAll(columns) && Set.copyOf(columns).size() == columns.size();
        if (!known || !columns.contains(ID) || !columns.contains(LABELS)) {
            throw new DatasetException(String.format(
                    Locale.ROOT, "%s:%d has the columns %s; %s", file, line, String.join(",", columns), HEADER));
        }
    }
}
