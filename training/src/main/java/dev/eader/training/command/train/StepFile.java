package dev.eader.training.command.train;

import dev.eader.training.data.AtomicFile;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The file {@code log.csv} of a run: a header and one line per step. */
final class StepFile implements AutoCloseable {
    private final Path file;
    private final FileOutputStream out;

    /**
     * Opens the file. Lines of steps after {@code done} are removed, because these steps are repeated. If the file is missing,
     * it starts with step {@code done}, which is printed.
     *
     * @param done steps that the checkpoint contains
     * @throws IllegalArgumentException if the file has another header or does not contain these steps
     */
    StepFile(Path file, String header, long done) throws IOException {
        this.file = file;
        boolean isMissing = done > 0 && !Files.isRegularFile(file);
        if (isMissing) {
            System.err.println(
                    file + " is missing: its lines of " + done + " steps are lost, and the new file starts with"
                            + " step " + done + "; the training is not affected");
        }
        String kept = done == 0 || isMissing ? header + "\n" : linesUntil(file, header, done);
        AtomicFile.write(file, kept.getBytes(StandardCharsets.UTF_8));
        out = new FileOutputStream(file.toFile(), true);
    }

    private static String linesUntil(Path file, String header, long done) throws IOException {
        List<String> lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .toList();
        // lines after that of the last step are not read: the last one may be incomplete
        int last = IntStream.range(1, lines.size())
                .filter(i -> lines.get(i).startsWith(done - 1 + ","))
                .findFirst()
                .orElse(0);
        if (last == 0 || !lines.get(0).equals(header)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s does not belong to the checkpoint: it must have the header '%s' and the steps until %d, but has the"
                            + " header '%s' and %d lines of steps; restore it, or delete it to continue with a new file",
                    file,
                    header,
                    done - 1,
                    lines.isEmpty() ? "" : lines.get(0),
                    Math.max(0, lines.size() - 1)));
        }
        return String.join("\n", lines.subList(0, last + 1)) + "\n";
    }

    /** @throws IOException naming the file */
    void add(String line) throws IOException {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw AtomicFile.failure(file, e);
        }
    }

    /** Waits until all lines are on the disk, so that the file never has fewer steps than a later checkpoint. */
    void sync() throws IOException {
        out.getFD().sync();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
