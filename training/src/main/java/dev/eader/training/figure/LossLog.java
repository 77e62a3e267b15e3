package dev.eader.training.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** The {@code log.csv} of a training run: a line per step, a column per quantity, NaN where a step has no value. */
public final class LossLog {
    private final Path file;
    private final List<String> columns;
    private final List<double[]> rows = new ArrayList<>();

    /**
     * A quantity by step.
     *
     * @param steps training steps, ascending
     * @param values value at each step
     */
    public record Series(double[] steps, double[] values) {

        /** Whether all values are 0, as those of a loss with the weight 0. */
        boolean isZero() {
            return Arrays.stream(values).allMatch(value -> value == 0);
        }

        /** The centred moving mean over {@code window} values; the window is truncated at both ends. */
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

        /**
         * Inserts a NaN between values that are more than {@code maxSteps} steps apart, so that a line has a gap there.
         */
        public Series withGaps(int maxSteps) {
            DoubleStream.Builder at = DoubleStream.builder();
            DoubleStream.Builder value = DoubleStream.builder();
            for (int i = 0; i < steps.length; i++) {
                if (i > 0 && steps[i] - steps[i - 1] > maxSteps) {
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

    /** @throws IllegalArgumentException if the file does not exist or has an invalid line; the message names it */
    public static LossLog read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + " does not exist; `train` writes it");
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
                    Locale.ROOT, "%s:%d must have %d fields, but has %d", file, line, columns.size(), words.length));
        }
        double[] row = new double[words.length];
        for (int i = 0; i < row.length; i++) {
            try {
                row[i] = columns.get(i).equals("turn") ? Double.NaN : Double.parseDouble(words[i]);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "%s:%d: %s must be a number, but is '%s'", file, line, columns.get(i), words[i]));
            }
        }
        return row;
    }

    boolean hasColumn(String column) {
        return columns.contains(column);
    }

    /** The finite values of a column; empty if there is no such column. */
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
