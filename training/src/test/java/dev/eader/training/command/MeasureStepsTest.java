package dev.eader.training.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasureStepsTest {
    private static final String[] SMALL = {
        "--localizer",
        "resnet50x0.0625:16",
        "--adversary",
        "resnet18x0.125",
        "--size",
        "64",
        "--batch",
        "2",
        "--classes",
        "3",
        "--steps",
        "2"
    };

    @Test
    void json_has_times_of_both_networks_and_peak_memory() throws IOException {
        JsonNode told = new ObjectMapper().readTree(output("--json", "--batch-norm", "--labels", "2"));

        assertThat(told.get("program").asText()).isEqualTo("djl");
        assertThat(told.get("localizer").asText()).isEqualTo("resnet50x0.0625:16");
        assertThat(told.get("labels").asInt()).isEqualTo(2);
        assertThat(told.get("batch_norm").asBoolean()).isTrue();
        assertThat(told.get("localizer_ms").asDouble()).isPositive();
        assertThat(told.get("adversary_ms").asDouble()).isPositive();
        assertThat(told.get("threads").asInt()).isPositive();
        if (Files.exists(Path.of("/proc/self/status"))) {
            assertThat(told.get("peak_mib").asLong()).isBetween(10L, 100_000L);
        }
    }

    @Test
    void without_json_a_sentence_is_printed() {
        assertThat(output())
                .startsWith("localizer resnet50x0.0625:16 ")
                .contains("adversary resnet18x0.125 ", "2 pictures of 64 px", "peak memory");
    }

    @Test
    void numbers_out_of_range_are_refused() {
        for (String option : new String[] {"--size", "--batch", "--classes", "--labels", "--steps", "--threads"}) {
            assertThat(Training.run(with(option, "0"))).as(option).isEqualTo(2);
        }
        assertThat(Training.run(with("--labels", "4"))).isEqualTo(2);
        assertThat(Training.run("step", "--localizer", "alexnet", "--size", "32"))
                .isEqualTo(2);
    }

    private static String output(String... more) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            assertThat(Training.run(with(more))).isZero();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** The given options replace those of SMALL, because picocli refuses a repeated option. */
    private static String[] with(String... more) {
        List<String> arguments = new ArrayList<>(List.of("step"));
        for (int i = 0; i < SMALL.length; i += 2) {
            if (!List.of(more).contains(SMALL[i])) {
                arguments.addAll(List.of(SMALL[i], SMALL[i + 1]));
            }
        }
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }
}
