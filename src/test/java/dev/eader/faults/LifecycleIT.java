package dev.eader.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.eader.broker.Topics;
import dev.eader.v1.Segmentation;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Start of the packaged application in an empty environment, its health and metrics, wrong options, and its end. */
class LifecycleIT {
    private static final Duration END = Duration.ofSeconds(10);
    private static final Duration REFUSAL = Duration.ofSeconds(60);

    @RegisterExtension
    final Processes processes = new Processes();

    @Test
    void empty_environment_yields_results_health_and_metrics() throws Exception {
        var service = processes.service(Map.of(), List.of());
        service.awaitReady();
        try (var outcomes = new Topic(service.embedded(), Topics.prefixed("").segmentations())) {
            outcomes.await(10, AppProcess.START);
            assertThat(Feed.parse(outcomes.all())).allSatisfy(outcome -> {
                assertThat(outcome.getCameraId()).isEqualTo("demo");
                assertThat(outcome.hasResult()).as("%s", outcome).isTrue();
                assertThat(outcome.getModel().getName()).isEqualTo("scenes");
            });
            assertThat(Feed.parse(outcomes.all()))
                    .extracting(Segmentation::getSequence)
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
        assertThat(up(service.health("live"), "kafka-streams-alive")
                        .path("state")
                        .asText())
                .isEqualTo("RUNNING");
        assertThat(up(service.health("started"), "models-loaded").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("scenes", "voc-animals");
        JsonNode ready = service.health("ready");
        assertThat(up(ready, "kafka-streams").path("state").asText()).isEqualTo("RUNNING");
        assertThat(up(ready, "models").path("scenes").asText()).matches("[0-9a-f]{64}");
        assertThat(up(ready, "topics")).extracting(JsonNode::asText).hasSize(3).containsOnly("exists");
        assertThat(service.metrics())
                .contains(
                        "eader_frames_total{outcome=\"result\",reason=\"none\"}",
                        "eader_stage_seconds_count{stage=\"queue\"}",
                        "eader_stage_seconds_count{stage=\"decode\"}",
                        "eader_stage_seconds_count{stage=\"infer\"}",
                        "eader_stage_seconds_count{stage=\"encode\"}",
                        "eader_stage_seconds_count{stage=\"total\"}",
                        "eader_batch_size_count",
                        "eader_queue_depth",
                        "eader_frames_in_hand",
                        "eader_oldest_frame_age_seconds",
                        "eader_look_ahead_total{result=\"hit\"}",
                        "eader_look_ahead_total{result=\"miss\"} 0.0")
                .doesNotContain("outcome=\"failed\"", "outcome=\"skipped\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void signal_ends_the_service_and_removes_the_embedded_log(String signal) throws Exception {
        var service = processes.service(Map.of(), List.of());
        service.awaitReady();
        if (signal.equals("INT")) {
            assumeFalse(service.ignoresInterrupts(), "SIGINT is ignored in background processes");
        }
        try (var files = Files.list(service.temporary())) {
            assertThat(files).anyMatch(file -> file.getFileName().toString().startsWith("eader-kafka-"));
        }
        service.signal(signal);
        assertThat(service.exitCode(END)).isZero();
        try (var files = Files.list(service.temporary())) {
            assertThat(files).noneMatch(file -> file.getFileName().toString().startsWith("eader-kafka-"));
        }
        assertThat(service.output()).doesNotContain("ERROR", "Exception");
    }

    @Test
    void signal_during_the_start_ends_the_service() throws Exception {
        var service = processes.service(Map.of(), List.of());
        service.embedded();
        service.signal("TERM");
        assertThat(service.exitCode(REFUSAL)).isZero();
        try (var files = Files.list(service.temporary())) {
            assertThat(files).noneMatch(file -> file.getFileName().toString().startsWith("eader-kafka-"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "eader.stream.guarantee=maybe       | [exactly_once_v2, at_least_once]",
                "eader.stream.threads=0             | must be from 1 to 9999",
                "eader.inference.timeout=soon       | must be a duration such as 500ms or 10s",
                "eader.inference.timeout=20m        | at most 14m55s",
                "eader.stream.commit-interval=1h    | at most 14m55s",
                "eader.inference.device=tpu         | 'auto', 'cpu' or 'cuda:N'",
                "eader.inference.device=cuda:63     | is not available",
                "eader.model.default=nope           | [voc-animals, scenes]",
                "eader.model.path.x=/does/not/exist | cannot be read",
                "eader.image.max-bytes=0            | must be at least 1",
                "eader.image.uri-schemes=https      | eader.image.uri-prefixes must have a prefix for each",
                "eader.console.write=token          | requires eader.console.token of at least 16",
                "eader.topics.partitions=0          | must be at least 1",
                "eader.freshness.policy=NEW         | allowed values: lossless,latest",
                "eader.foo=1                        | does not map",
            })
    void wrong_option_stops_the_start_and_is_named(String option, String accepted) throws Exception {
        // with a configured broker, which need not answer, no embedded one starts first
        var service = processes.service(Map.of("KAFKA_BOOTSTRAP_SERVERS", "localhost:1"), List.of(option));
        assertRefused(service, option, accepted);
    }

    @Test
    void wrong_option_also_ends_the_embedded_broker() throws Exception {
        var service = processes.service(Map.of(), List.of("eader.inference.batch-size=-1"));
        assertRefused(service, "eader.inference.batch-size=-1", "0 = best value for the device");
        var without = processes.service(Map.of(), List.of("eader.broker.port=many"));
        assertRefused(without, "eader.broker.port=many", "many");
        for (var each : List.of(service, without)) {
            try (var files = Files.list(each.temporary())) {
                assertThat(files)
                        .noneMatch(file -> file.getFileName().toString().startsWith("eader-kafka-"));
            }
        }
    }

    private static void assertRefused(ServiceProcess service, String option, String accepted) throws Exception {
        assertThat(service.exitCode(REFUSAL)).isPositive();
        String name = option.substring(0, option.indexOf('='));
        assertThat(service.err()).startsWith("eader: ").contains(name, accepted).doesNotContain("\tat ");
    }

    /** Data of one check; fails unless the check is up. */
    private static JsonNode up(JsonNode health, String check) {
        assertThat(health.path("status").asText()).as("%s", health).isEqualTo("UP");
        JsonNode found = StreamSupport.stream(health.path("checks").spliterator(), false)
                .filter(each -> each.path("name").asText().equals(check))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no check " + check + " in " + health));
        assertThat(found.path("status").asText()).as("%s", found).isEqualTo("UP");
        return found.path("data");
    }
}
