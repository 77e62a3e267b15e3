package dev.eader.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A child process that runs this application; it is killed when this JVM exits. */
final class BenchProcess implements AutoCloseable {
    private static final Duration MAX_START = Duration.ofSeconds(90);
    private static final int MAX_OUTPUT_CHARS = 2000;

    private final String name;
    private final Path folder;
    private final Process process;
    private final Thread shutdownHook;

    /**
     * Starts the process.
     *
     * @param folder parent of the process's folder, for temporary files and its output
     * @param name name of the process's folder, also used in error messages
     * @throws IllegalStateException if this JVM does not run the packaged application
     */
    BenchProcess(
            Path folder,
            String name,
            Map<String, String> environment,
            List<String> properties,
            List<String> arguments) {
        String jar = System.getProperty("java.class.path");
        if (!jar.endsWith(".jar") || jar.contains(File.pathSeparator)) {
            throw new IllegalStateException(
                    "bench needs the packaged application; run it with java -jar target/quarkus-app/quarkus-run.jar");
        }
        this.name = name;
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g"));
        try {
            this.folder = Files.createDirectories(folder.resolve(name));
            command.add("-Djava.io.tmpdir=" + this.folder);
            properties.forEach(property -> command.add("-D" + property));
            command.addAll(List.of("-jar", jar));
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().putAll(environment);
            process = builder.redirectErrorStream(true)
                    .redirectOutput(this.folder.resolve("out").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be started: " + e.getMessage(), e);
        }
        shutdownHook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(shutdownHook);
    }

    /** CPU time that a process has used, user and system, over all threads. */
    static double cpuSeconds(ProcessHandle process) {
        return process.info()
                        .totalCpuDuration()
                        .orElseThrow(() -> new IllegalStateException(
                                "this operating system does not report the CPU time of a process"))
                        .toNanos()
                / 1e9;
    }

    double cpuSeconds() {
        return cpuSeconds(process.toHandle());
    }

    /** @throws IllegalStateException if the process has ended; the message contains the end of its output */
    void checkAlive() {
        if (!process.isAlive()) {
            String output = output();
            throw new IllegalStateException(name + " exited with code " + process.exitValue() + ": "
                    + output.substring(Math.max(0, output.length() - MAX_OUTPUT_CHARS)));
        }
    }

    /**
     * Waits until the output matches a pattern.
     *
     * @return the first group of the match
     * @throws IllegalStateException if the process ends, or there is no match within {@link #MAX_START}
     */
    String awaitLine(String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        long deadline = System.nanoTime() + MAX_START.toNanos();
        while (System.nanoTime() < deadline) {
            Matcher found = wanted.matcher(output());
            if (found.find()) {
                return found.group(1);
            }
            checkAlive();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        throw new IllegalStateException(
                name + " did not print '" + pattern + "' within " + MAX_START.toSeconds() + " s");
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("out"));
        } catch (IOException e) {
            throw new UncheckedIOException("output of " + name + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().removeShutdownHook(shutdownHook);
    }
}
