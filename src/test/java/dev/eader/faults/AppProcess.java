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

/** Runs the packaged application in a child process, with a small heap and only the given environment. */
class AppProcess {
    static final Duration START = Duration.ofSeconds(180);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    private final Process process;
    private final Path folder;

    /**
     * Java and resource limits of a process.
     *
     * @param javaHome folder of the Java installation
     * @param heap JVM option, for example {@code -Xmx512m}
     * @param limits {@code ulimit} commands of the shell, or {@code :} for none
     */
    record Allowance(Path javaHome, String heap, String limits) {
        static final Allowance USUAL = new Allowance("-Xmx512m", ":");

        /** Limits of a process that uses the Java of the tests. */
        Allowance(String heap, String limits) {
            this(Path.of(System.getProperty("java.home")), heap, limits);
        }
    }

    AppProcess(Path folder, Map<String, String> environment, List<String> properties, List<String> arguments)
            throws IOException {
        this(folder, environment, properties, arguments, Allowance.USUAL, ClassDataArchive.options());
    }

    /**
     * @param folder for temporary files and for the output, in {@code out} and {@code err}
     * @param environment the whole environment: variables of this process are not inherited
     * @param classData JVM options of the class-data archive
     */
    AppProcess(
            Path folder,
            Map<String, String> environment,
            List<String> properties,
            List<String> arguments,
            Allowance allowance,
            List<String> classData)
            throws IOException {
        this.folder = Files.createDirectories(folder);
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", allowance.limits() + "; exec \"$@\"", "sh"));
        command.add(allowance.javaHome().resolve("bin/java").toString());
        command.add(allowance.heap());
        // a child lives for seconds, so that optimised code costs more than it saves
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(classData);
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

    static String jar() {
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

    /** Waits until the standard output matches the pattern and returns the first group of the match. */
    public String awaitOut(String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        Matcher found = Awaitility.await(folder.getFileName() + " to print " + pattern)
                .atMost(START)
                .pollInterval(POLL_INTERVAL)
                .until(
                        () -> {
                            Matcher matcher = wanted.matcher(out());
                            boolean there = matcher.find();
                            if (!there && !process.isAlive()) {
                                throw new IllegalStateException("process ended before it printed " + pattern);
                            }
                            return there ? matcher : null;
                        },
                        matcher -> matcher != null);
        return found.group(1);
    }

    /** @param name of the signal, without SIG */
    void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IllegalStateException("kill -" + name + " ended with " + code);
        }
    }

    /** Whether SIGINT is ignored, as in processes that a script started in the background and in their children. */
    boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    }

    /** Waits for the exit code; fails if the process has not ended in time. */
    int exitCode(Duration within) throws InterruptedException {
        if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(folder.getFileName() + " is still running after " + within);
        }
        return process.exitValue();
    }

    /** Sends SIGKILL and waits until the process has ended. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
