package dev.eader.training.command.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.training.command.Training;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ChildJvmTest {
    @Test
    void exit_code_of_the_command_is_passed_on() throws Exception {
        assertThat(ends(start(Program.class, Map.of(), "exit", "7"))).isEqualTo(7);
    }

    @Test
    void child_sees_settings_options_and_arguments() throws Exception {
        Process parent = start(Program.class, Map.of("MALLOC_ARENA_MAX", "3"), "print", "a b", "");
        String out = new String(parent.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(out)
                .contains("OMP_WAIT_POLICY=PASSIVE\n", "MALLOC_ARENA_MAX=3\n")
                .contains("property=given\n", "heap=64\n", "stack=-Xss16m\n", "arguments=[print, a b, ]\n");
        assertThat(ends(parent)).isZero();
    }

    @Test
    void help_of_the_training_program_needs_no_child() throws Exception {
        Process parent = start(Training.class, Map.of("JAVA_HOME", "/nowhere"), "train", "--help");
        String out = new String(parent.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(ends(parent)).isZero();
        assertThat(out).contains("Usage: eader-training train");
    }

    @Test
    void usage_error_of_the_training_program_ends_with_code_2() throws Exception {
        Process parent = start(Training.class, Map.of(), "train", "--epochs", "many");
        String out = new String(parent.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(ends(parent)).isEqualTo(2);
        assertThat(out).contains("--epochs", "many");
    }

    @ParameterizedTest
    @CsvSource({"false, 143", "true, 137"})
    void end_of_the_parent_ends_the_child(boolean kill, int code) throws Exception {
        Process parent = start(Program.class, Map.of(), "wait");
        try (BufferedReader out = parent.inputReader(StandardCharsets.UTF_8)) {
            ProcessHandle child =
                    ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
            assertThat(child.isAlive()).isTrue();
            // not Process.destroy, which closes the output
            if (kill) {
                parent.toHandle().destroyForcibly();
            } else {
                parent.toHandle().destroy();
            }
            assertThat(ends(parent)).isEqualTo(code);
            if (!kill) {
                assertThat(child.isAlive()).as("the parent waits for its child").isFalse();
            }
            child.onExit().get(30, TimeUnit.SECONDS);
        }
    }

    private static int ends(Process process) throws InterruptedException {
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(Class<?> program, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-Dproperty=given",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("OMP_WAIT_POLICY");
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** A program that runs in a second JVM and does what its first argument says. */
    static final class Program {
        public static void main(String[] arguments) throws Exception {
            if (!ChildJvm.isCurrent()) {
                System.exit(ChildJvm.run(Program.class, arguments));
            }
            ParentWatch.start();
            switch (arguments[0]) {
                case "exit" -> System.exit(Integer.parseInt(arguments[1]));
                case "print" -> {
                    System.getenv().forEach((name, value) -> System.out.println(name + "=" + value));
                    System.out.println("property=" + System.getProperty("property"));
                    System.out.println("heap=" + (Runtime.getRuntime().maxMemory() >> 20));
                    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                            .filter(option -> option.startsWith("-Xss"))
                            .forEach(option -> System.out.println("stack=" + option));
                    System.out.println("arguments=" + List.of(arguments));
                }
                default -> {
                    System.out.println(ProcessHandle.current().pid());
                    Thread.currentThread().join();
                }
            }
        }
    }
}
