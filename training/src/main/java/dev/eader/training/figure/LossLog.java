package dev.eader.training.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** A run's {@code log.csv}: a line a step, a column a quantity, NaN where the step has none of it. */
public final class LossLog {
    private final Path file;
    private final List<String> columns;
    private final List<double[]> rows = new ArrayList<>();

    /**
     * Values by step.
     *
     * @param steps ascending
     */
    public record Series(double[] steps, double[] values) {

        /** Each value's mean with those around it; fewer of them at the ends. */
        public Series smooth(int window) {
            double[] sums = new double[values.length + 1];
            for (int i = 0; i < values.length; i++) {
                sums[i + 1] = sums[i] + values[i];
            }
            double[] means = new double[values.length];
            for (int i = 0; i < means.length; i++) {
                int from = Math.max(0, i - window / 2);
                int to = Math.min(means.length, i - window / 2 + Math.max(1, window));
                means[i] = (sums[to] - sums[from]) / (to - from);
            }
            return new Series(steps, means);
        }

        /** With a NaN, where a line is to break, between values that are more than so many steps apart. */
        public Series withGaps(int most) {
            DoubleStream.Builder at = DoubleStream.builder();
            DoubleStream.Builder value = DoubleStream.builder();
            for (int i = 0; i < steps.length; i++) {
                if (i > 0 && steps[i] - steps[i - 1] > most) {
                    at.add(steps[i - 1] + 1);
                    value.add(Double.NaN);
                }
                at.add(steps[i]);
                value.add(values[i]);
            }
            return new Series(at.build().toArray(), value.build().toArray());
        }
    }

    private LossLog(Path file, List<String> columns) {
        this.file = file;
        this.columns = columns;
    }

    /** @throws IllegalArgumentException naming the line that is no line of a log */
    public static LossLog read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + " is not there: `train` writes it");
        }
        List<String> lines = Files.readAllLines(file);
        LossLog log = new LossLog(
                file, lines.isEmpty() ? List.of() : List.of(lines.get(0).split(",")));
        if (!log.columns.contains("step")) {
            throw new IllegalArgumentException(file + " has no column 'step'");
        }
        for (int i = 1; i < lines.size(); i++) {
            log.rows.add(log.row(i + 1, lines.get(i).split(",")));
        }
        return log;
    }

    private double[] row(int line, String[] words) {
        if (words.length != columns.size()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "%s:%d has %d fields, not %d", file, line, words.length, columns.size()));
        }
        double[] row = new double[words.length];
        for (int i = 0; i < row.length; i++) {
            try {
                row[i] = columns.get(i).equals("turn") ? Double.NaN : Double.parseDouble(words[i]);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "%s:%d: %s is '%s', not a number", file, line, columns.get(i), words[i]));
            }
        }
        return row;
    }

    /** The steps that have a value; none where there is no such column. */
    public Series series(String column) {
        int at = columns.indexOf(column);
        int step = columns.indexOf("step");
        List<double[]> kept = at < 0
                ? List.of()
                : rows.stream().filter(row -> Double.isFinite(row[at])).toList();
        return new Series(
                kept.stream().mapToDouble(row -> row[step]).toArray(),
                kept.stream().mapToDouble(row -> row[at]).toArray());
    }
}
