package dev.eader.clients;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs an installed program.
 *
 * @param command first words of the command line
 * @param environment variables added to those of this process
 */
record Program(List<String> command, Map<String, String> environment) {
    private static final int PATIENCE = 120;

    record Said(int exitCode, String out, String err) {}

    static Program of(String... command) {
        return new Program(List.of(command), Map.of());
    }

    /** Whether the program is installed and exits with 0 for these arguments. */
    boolean works(String... arguments) throws IOException, InterruptedException {
        try {
            return run(arguments).exitCode() == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    /** Runs the program in the root of the repository and waits for its end. */
    Said run(String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(arguments));
        Path out = Files.createTempFile("eader-client-", ".out");
        Path err = Files.createTempFile("eader-client-", ".err");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                throw new AssertionError(line + " still ran after " + PATIENCE + " s: " + Files.readString(err));
            }
            return new Said(
                    process.exitValue(),
                    Files.readString(out),
                    // warnings may contain any text
                    new String(Files.readAllBytes(err), StandardCharsets.ISO_8859_1));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
