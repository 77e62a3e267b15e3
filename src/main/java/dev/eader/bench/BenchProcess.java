package dev.eader.bench;

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

/** This application in a process of its own, ended with this one. */
final class BenchProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final int SHOWN = 2000;

    private final String name;
    private final Path folder;
    private final Process process;
    private final Thread end;

    /**
     * @param folder where it keeps temporary files and its output
     * @throws IllegalStateException when this is not the packaged application
     */
    BenchProcess(
            Path folder,
            String name,
            Map<String, String> environment,
            List<String> properties,
            List<String> arguments) {
        String jar = System.getProperty("java.class.path");
        if (!jar.endsWith(".jar") || jar.contains(java.io.File.pathSeparator)) {
            throw new IllegalStateException(
                    "bench starts the packaged application: run it by java -jar target/quarkus-app/quarkus-run.jar");
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
            throw new UncheckedIOException(name + " does not start: " + e.getMessage(), e);
        }
        end = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(end);
    }

    /** CPU time of a process so far, user and system, all threads. */
    static double cpuSeconds(ProcessHandle process) {
        return process.info()
                        .totalCpuDuration()
                        .orElseThrow(() -> new IllegalStateException("this system does not tell a process's CPU time"))
                        .toNanos()
                / 1e9;
    }

    double cpuSeconds() {
        return cpuSeconds(process.toHandle());
    }

    /** @throws IllegalStateException when it has ended, with the last that it said */
    void checkAlive() {
        if (!process.isAlive()) {
            String said = said();
            throw new IllegalStateException(name + " ended with " + process.exitValue() + ": "
                    + said.substring(Math.max(0, said.length() - SHOWN)));
        }
    }

    /** Waits for a line, and gives its first group. */
    String awaitLine(String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        long deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < deadline) {
            Matcher found = wanted.matcher(said());
            if (found.find()) {
                return found.group(1);
            }
            checkAlive();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        throw new IllegalStateException(name + " did not say '" + pattern + "' within " + START.toSeconds() + " s");
    }

    private String said() {
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
        Runtime.getRuntime().removeShutdownHook(end);
    }
}
