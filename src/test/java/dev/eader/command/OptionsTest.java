package dev.eader.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    @Test
    void help_names_every_command_and_goes_to_standard_output() {
        var help = CommandRunner.run("--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("serve", "send", "watch", "redrive", "broker");
        assertThat(CommandRunner.run("send", "--help").out()).contains("rle, polygons, attention, image-space");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "send --camera a --scenes --fps -1 | '--fps' ('-1' is not a number of frames a second in [0, 1000]",
                "send --camera a --scenes --fps NaN | '--fps'",
                "send --camera a --scenes --count x | '--count': 'x' is not a whole number of at least 0",
                "send --camera a --scenes --loop -2 | '--loop': '-2' is not a whole number of at least 0",
                "send --camera a --scenes --wanted masks | '--wanted'",
                "send --camera a --scenes --wanted masks | image-space",
                "send --scenes | Missing required option: '--camera=ID'",
                "send --camera a | Missing required argument",
                "send --camera a --scenes --dir b | mutually exclusive",
                "send --camera a --dir no-such-folder | '--dir': no-such-folder does not exist; a folder is needed",
                "send --camera a --video no-such-film | '--video': video no-such-film does not exist",
                "send --camera= --scenes | '--camera': an id is needed",
                "watch --timeout 0 | '--timeout': '0' is not a number of seconds above 0",
                "watch --jsno | Unknown option: '--jsno'",
                "broker --port 70000 | '--port': '70000' is not a port in [0, 65535]",
                "broker --partitions 0 | '--partitions': '0' is not a whole number of at least 1",
                "bench | Missing required argument",
                "bench --scenes --frames a | mutually exclusive",
                "bench --frames no-such-folder | '--frames': no-such-folder does not exist; a folder is needed",
                "bench --scenes --model no-such | '--model': there is no model 'no-such'",
                "bench --scenes --rounds 0 | '--rounds': '0' is not a whole number of at least 1",
                "bench --scenes --seconds 0 | '--seconds': '0' is not a number of seconds above 0",
                "bench --scenes --cameras 1,x | '--cameras'",
                "bench --simulate-batch-cost -1ms | '--simulate-batch-cost': '-1' is not a time in (0, 60000]",
                "sned | Unmatched argument at index 0: 'sned'",
            })
    void a_wrong_option_is_named_with_what_it_accepts(String example) {
        var parts = example.split(" \\| ");
        var console = CommandRunner.run(parts[0].split(" "));
        assertThat(console.exitCode()).isEqualTo(2);
        assertThat(console.err()).contains(parts[1].replace(" ('", ": '")).contains("--help' tells what there is");
        assertThat(console.out()).isEmpty();
    }

    @Test
    void no_command_is_a_wrong_command() {
        assertThat(CommandRunner.run().exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"send --camera a --scenes", "watch", "redrive"})
    void a_broker_that_nobody_runs_is_named_within_seconds(String command) throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        long start = System.nanoTime();
        var console = CommandRunner.run((command + " --bootstrap localhost:" + port).split(" "));
        assertThat(console.exitCode()).isEqualTo(1);
        assertThat(console.err())
                .contains("Kafka at localhost:" + port + " cannot be reached: no broker answered within 5 s");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void an_address_that_is_none_is_named() {
        var console = CommandRunner.run("watch", "--bootstrap", "nonsense");
        assertThat(console.exitCode()).isEqualTo(1);
        assertThat(console.err()).contains("Kafka at nonsense cannot be reached", "Invalid url");
    }

    @Test
    void a_mask_never_leaves_its_folder(@TempDir Path folder) {
        for (var frameId : List.of("../a", "..", ".", "/etc/passwd", "a\\..\\b", "a\0b", "", "c:d", "a*b")) {
            var file = folder.resolve(MaskWriter.fileName(frameId)).normalize();
            assertThat(file).hasParentRaw(folder);
            assertThat(file.getFileName().toString()).endsWith(".png").doesNotContain("\\", ":", "\0", "*");
        }
        assertThat(MaskWriter.fileName("gate 1-2_3.x")).isEqualTo("gate 1-2_3.x.png");
        assertThat(MaskWriter.fileName("a/b")).isNotEqualTo(MaskWriter.fileName("a%2Fb"));
    }
}
