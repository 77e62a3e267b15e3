package dev.eader.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eader.v1.Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs commands as processes of the packaged application. */
class CommandLineIT {

    private static final String JAVA = ProcessHandle.current().info().command().orElse("java");
    private static final String JAR = System.getProperty("eader.jar");
    private static final String EADER = JAVA + " -jar " + JAR;

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void killAll() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void broker_serves_commands_and_exits_with_0_on_sigterm() throws Exception {
        var broker = start("broker", "broker", "--port", "0");
        var announcement = firstLine("broker.out");
        assertThat(announcement).matches("Kafka at localhost:\\d+, topics frames.v1, .*\n");
        var bootstrap = announcement.replaceFirst("(?s)Kafka at ([^,]*),.*", "$1");

        var watch = start("watch", "watch", "--json", "--bootstrap", bootstrap);
        var send = start("send", "send", "--camera", "a", "--scenes", "--count", "3", "--bootstrap", bootstrap);
        assertThat(exitCode(send)).as(read("send.err")).isZero();
        assertThat(read("send.out")).isEmpty();
        assertThat(read("send.err")).contains("3 frames, ").endsWith("frames/s\n");

        assertThat(firstLine("watch.err")).startsWith("watching segmentations.v1 at " + bootstrap);
        watch.destroy();
        assertThat(exitCode(watch)).as(read("watch.err")).isZero();
        assertThat(read("watch.out")).isEmpty();

        broker.destroy();
        assertThat(exitCode(broker)).as(read("broker.err")).isZero();
        assertThat(read("broker.out")).isEqualTo(announcement);
        assertThat(read("broker.err")).isEmpty();
    }

    @Test
    void exit_codes_reach_the_shell() throws Exception {
        assertThat(exitCode(start("a", "--help"))).isZero();
        assertThat(exitCode(start("b", "watch", "--bootstrap", "nonsense"))).isEqualTo(1);
        assertThat(exitCode(start("c", "no-such-command"))).isEqualTo(2);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "other systems encode paths in UTF-8 in every locale")
    void file_names_of_any_script_are_sent_in_the_c_locale() throws Exception {
        var broker = start("broker", "broker", "--port", "0");
        var bootstrap = firstLine("broker.out").replaceFirst("(?s)Kafka at ([^,]*),.*", "$1");
        var images = Files.createDirectory(folder.resolve("images"));
        // Octal, because the encoding of this JVM may lack the letters as well.
        assertThat(exitCode(shell("files", "cd " + images + " && touch \"$(printf 'h\\303\\266f:1.jpg')\" b.jpg")))
                .isZero();

        var send = shell(
                "send", "exec " + EADER + " send --camera a --fps 0 --dir " + images + " --bootstrap " + bootstrap);

        assertThat(exitCode(send)).as(read("send.err")).isZero();
        assertThat(frameIds(bootstrap)).containsExactly("b", "h\u00f6f:1");
        broker.destroy();
        assertThat(exitCode(broker)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--dir", "--video"})
    @EnabledOnOs(value = OS.LINUX, disabledReason = "other systems encode paths in UTF-8 in every locale")
    void path_outside_the_locale_encoding_is_refused_with_advice(String option) throws Exception {
        var send = shell("send", "exec " + EADER + " send --camera a " + option + " \"$(printf 'h\\303\\266f')\"");

        assertThat(exitCode(send)).isEqualTo(2);
        assertThat(read("send.err"))
                .contains("Invalid value for option '" + option + "'", "set LC_ALL=C.UTF-8")
                .doesNotContain("\tat ");
    }

    private List<String> frameIds(String bootstrap) throws IOException {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor("frames.v1").stream()
                    .map(each -> new TopicPartition("frames.v1", each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ids = new ArrayList<String>();
            await().atMost(60, TimeUnit.SECONDS).until(() -> {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    ids.add(Frame.parseFrom(record.value()).getFrameId());
                }
                return ids.size() >= 2;
            });
            return ids;
        }
    }

    private Process start(String name, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(JAVA, "-jar", JAR));
        command.addAll(List.of(arguments));
        return launch(name, command, Map.of());
    }

    /** Runs a script in the C locale. */
    private Process shell(String name, String script) throws IOException {
        return launch(name, List.of("sh", "-c", script), Map.of("LC_ALL", "C"));
    }

    private Process launch(String name, List<String> command, Map<String, String> environment) throws IOException {
        var builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve(name + ".out").toFile())
                .redirectError(folder.resolve(name + ".err").toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        started.add(process);
        return process;
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
        return process.exitValue();
    }

    private String read(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }

    private String firstLine(String file) throws IOException {
        await().atMost(60, TimeUnit.SECONDS).until(() -> read(file).contains("\n"));
        return read(file);
    }
}
