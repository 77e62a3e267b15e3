package dev.eader.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as processes of the packaged application. */
class CommandLineIT {

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void the_broker_serves_says_nothing_else_and_ends_in_order_on_sigterm() throws Exception {
        var broker = start("broker", "broker", "--port", "0");
        var announcement = firstLine("broker.out");
        assertThat(announcement).matches("Kafka at localhost:\\d+, topics frames.v1, .*\n");
        var bootstrap = announcement.replaceFirst("(?s)Kafka at ([^,]*),.*", "$1");

        var watch = start("watch", "watch", "--json", "--bootstrap", bootstrap);
        var send = start("send", "send", "--camera", "a", "--scenes", "--count", "3", "--bootstrap", bootstrap);
        assertThat(exitCode(send)).as(said("send.err")).isZero();
        assertThat(said("send.out")).isEmpty();
        assertThat(said("send.err")).contains("3 frames, ").endsWith("frames/s\n");

        assertThat(firstLine("watch.err")).startsWith("watching segmentations.v1 at " + bootstrap);
        watch.destroy();
        assertThat(exitCode(watch)).as(said("watch.err")).isZero();
        assertThat(said("watch.out")).isEmpty();

        broker.destroy();
        assertThat(exitCode(broker)).as(said("broker.err")).isZero();
        assertThat(said("broker.out")).isEqualTo(announcement);
        assertThat(said("broker.err")).isEmpty();
    }

    @Test
    void exit_codes_reach_the_shell() throws Exception {
        assertThat(exitCode(start("a", "--help"))).isZero();
        assertThat(exitCode(start("b", "watch", "--bootstrap", "nonsense"))).isEqualTo(1);
        assertThat(exitCode(start("c", "no-such-command"))).isEqualTo(2);
    }

    private Process start(String name, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"), "-jar", System.getProperty("eader.jar")));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .redirectOutput(folder.resolve(name + ".out").toFile())
                .redirectError(folder.resolve(name + ".err").toFile())
                .start();
        started.add(process);
        return process;
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
        return process.exitValue();
    }

    private String said(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }

    private String firstLine(String file) throws IOException {
        await().atMost(60, TimeUnit.SECONDS).until(() -> said(file).contains("\n"));
        return said(file);
    }
}
