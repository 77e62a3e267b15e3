package dev.eader.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The packaged application in a process of its own, with a small heap and an environment of its own. */
class AppProcess {
    static final Duration START = Duration.ofSeconds(180);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Process process;
    private final Path folder;

    /**
     * What a process may take.
     *
     * @param heap as the JVM's option has it
     * @param limits a shell's {@code ulimit} commands, or {@code :} for none
     */
    record Allowance(String heap, String limits) {
        static final Allowance USUAL = new Allowance("-Xmx512m", ":");
    }

    AppProcess(Path folder, Map<String, String> environment, List<String> properties, List<String> arguments)
            throws IOException {
        this(folder, environment, properties, arguments, Allowance.USUAL);
    }

    /**
     * @param folder where it keeps temporary files, and its output in {@code out} and {@code err}
     * @param environment all of it: nothing of this process' own is handed on
     */
    AppProcess(
            Path folder,
            Map<String, String> environment,
            List<String> properties,
            List<String> arguments,
            Allowance allowance)
            throws IOException {
        this.folder = Files.createDirectories(folder);
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", allowance.limits() + "; exec \"$@\"", "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(allowance.heap());
        command.add("-Djava.io.tmpdir=" + Files.createDirectories(temporary()));
        properties.forEach(property -> command.add("-D" + property));
        command.add("-jar");
        command.add(jar());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        process = builder.redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    private static String jar() {
        String jar = System.getProperty("eader.jar");
        if (jar == null || !Files.exists(Path.of(jar))) {
            throw new IllegalStateException("eader.jar must name the packaged application, not '" + jar + "'");
        }
        return jar;
    }

    long pid() {
        return process.pid();
    }

    Path temporary() {
        return folder.resolve("tmp");
    }

    public String out() throws IOException {
        return Files.readString(folder.resolve("out"));
    }

    String err() throws IOException {
        return Files.readString(folder.resolve("err"));
    }

    public String output() throws IOException {
        return "=== " + folder.getFileName() + ", "
                + (process.isAlive() ? "running" : "exit code " + process.exitValue()) + "\n" + out() + err();
    }

    /** Waits until the standard output has what the pattern says, and gives the pattern's first group. */
    public String awaitOut(String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        Matcher found = Awaitility.await(folder.getFileName() + " to say " + pattern)
                .atMost(START)
                .pollInterval(LOOK_AGAIN)
                .until(
                        () -> {
                            Matcher matcher = wanted.matcher(out());
                            boolean there = matcher.find();
                            if (!there && !process.isAlive()) {
                                throw new IllegalStateException("it ended before it said " + pattern);
                            }
                            return there ? matcher : null;
                        },
                        matcher -> matcher != null);
        return found.group(1);
    }

    /** @param name as {@code kill} takes it, without SIG */
    void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IllegalStateException("kill -" + name + " ended with " + code);
        }
    }

    /** Whether a process that was started in the background of a script, and its children, do not hear Ctrl-C. */
    boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    }

    /** Its exit code; fails when it has none in time. */
    int exitCode(Duration within) throws InterruptedException {
        if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(folder.getFileName() + " still runs after " + within);
        }
        return process.exitValue();
    }

    /** kill -9; returns when it is gone. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
