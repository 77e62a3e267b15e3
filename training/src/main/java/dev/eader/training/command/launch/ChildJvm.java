package dev.eader.training.command.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program again in a second JVM whose environment has the settings for PyTorch. The second JVM has the class path, JVM
 * options, input and output of this one.
 */
public final class ChildJvm {
    /** Names the process id of the first JVM; marks the second one. */
    static final String PARENT = "EADER_TRAINING_PARENT";

    private static final List<String> OPTION_VARIABLES =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");
    /** ONNX Runtime optimises graphs by recursion, which overflows the default stack of 1 MiB and then ends the JVM. */
    private static final String STACK = "-Xss16m";

    private static final int KILLED = 137;
    private static final int SEGMENTATION_FAULT = 139;
    private static final int MAX_END_SECONDS = 20;

    private ChildJvm() {}

    /** Whether this JVM was started by {@link #run}. */
    public static boolean isCurrent() {
        return System.getenv(PARENT) != null;
    }

    /** Whether a second JVM can be started: not with a debugger or profiler, which two JVMs cannot share. */
    public static boolean isPossible() {
        return !JvmOptions.haveTools(JvmOptions.ofThisJvm());
    }

    /**
     * Starts the second JVM and waits until it ends. If this JVM is asked to end, by SIGINT, SIGTERM or SIGHUP, it ends the
     * second one first.
     *
     * @return exit code of the second JVM; 128 + signal if a signal ended it
     * @throws IOException if it cannot be started
     */
    public static int run(Class<?> program, String... arguments) throws IOException, InterruptedException {
        Process child = builder(program, arguments).start();
        Thread end = new Thread(() -> end(child), "end of the second JVM");
        Runtime.getRuntime().addShutdownHook(end);
        int code = child.waitFor();
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException thisJvmEnds) {
            return code;
        }
        if (code == KILLED) {
            System.err.println(
                    "the process was killed (SIGKILL), usually because the machine ran out of memory: use smaller"
                            + " batches or pictures, or more memory");
        } else if (code == SEGMENTATION_FAULT) {
            System.err.println(
                    "native code crashed (SIGSEGV). Give the same command again; if it crashes again, a larger"
                            + " stack may help: java -Xss64m -jar ...");
        }
        return code;
    }

    private static ProcessBuilder builder(Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(executable());
        // a later option of the user replaces it
        command.add(STACK);
        command.addAll(JvmOptions.ofChild(
                JvmOptions.ofThisJvm(), JvmOptions.memory(), Runtime.version().feature()));
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(program.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        Map<String, String> environment = builder.environment();
        environment.putAll(PyTorchEnvironment.missing(environment, System.getProperty("os.name")));
        // the command contains the options of these variables
        environment.keySet().removeAll(OPTION_VARIABLES);
        environment.put(PARENT, Long.toString(ProcessHandle.current().pid()));
        return builder;
    }

    private static String executable() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return Files.isExecutable(java)
                ? java.toString()
                : ProcessHandle.current().info().command().orElse("java");
    }

    private static void end(Process child) {
        child.destroy();
        try {
            if (!child.waitFor(MAX_END_SECONDS, TimeUnit.SECONDS)) {
                child.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            child.destroyForcibly();
        }
    }
}
