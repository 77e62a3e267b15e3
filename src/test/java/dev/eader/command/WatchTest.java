package dev.eader.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.eader.image.maps.PalettePng;
import dev.eader.image.maps.PixelLabels;
import dev.eader.v1.ClassResult;
import dev.eader.v1.Failed;
import dev.eader.v1.LabelMap;
import dev.eader.v1.Model;
import dev.eader.v1.Result;
import dev.eader.v1.Segmentation;
import dev.eader.v1.Skipped;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** {@code eader watch}. */
class WatchTest extends CommandsWithBroker {
    @Test
    void outcomes_of_one_camera_are_printed_with_masks() throws Exception {
        var captured = Instant.now().minusMillis(500);
        write("other", segmentation("other", "x", captured).setResult(result()));
        write("gate", segmentation("gate", "../a", captured).setResult(result()));
        write(
                "gate",
                segmentation("gate", "b", captured)
                        .setSkipped(Skipped.newBuilder().setReason(Skipped.Reason.TOO_OLD)));
        producer.send(new ProducerRecord<>(topics.segmentations(), "gate".getBytes(UTF_8), new byte[] {1, 2, 3}));
        write(
                "gate",
                segmentation("gate", "ü", captured)
                        .clearModel()
                        .setFailed(Failed.newBuilder()
                                .setStage(Failed.Stage.DECODE)
                                .setCode(Failed.Code.TRUNCATED_IMAGE)
                                .setMessage("ends after 3 of 9 bytes")));

        var masks = folder.resolve("masks/new");
        var watched = eader(
                "watch",
                "--camera",
                "gate",
                "--count",
                "3",
                "--timeout",
                "20",
                "--from-beginning",
                "--json",
                "--masks",
                masks.toString());

        assertThat(watched.exitCode()).as(watched.err()).isZero();
        assertThat(watched.err()).contains("3 frames, ").contains("no Segmentation: partition");
        assertThat(watched.out()).isASCII();
        var lines = watched.out().lines().map(WatchTest::json).toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0).fieldNames())
                .toIterable()
                .containsExactly("camera", "frame", "outcome", "classes", "model", "sha256", "latency_ms");
        assertThat(lines.get(0).get("latency_ms").asLong()).isBetween(500L, 20_000L);
        assertThat(lines.get(0).get("classes").toString())
                .isEqualTo("[{\"name\":\"dog\",\"score\":0.9,\"area\":0.25}]");
        assertThat(lines.get(0).get("sha256").asText()).isEqualTo("ab12");
        assertThat(lines.get(1).get("outcome").asText()).isEqualTo("skipped");
        assertThat(lines.get(1).get("reason").asText()).isEqualTo("TOO_OLD");
        assertThat(lines.get(2).get("frame").asText()).isEqualTo("ü");
        assertThat(lines.get(2).get("outcome").asText()).isEqualTo("failed");
        assertThat(lines.get(2).get("stage").asText()).isEqualTo("DECODE");
        assertThat(lines.get(2).get("code").asText()).isEqualTo("TRUNCATED_IMAGE");
        assertThat(lines.get(2).get("message").asText()).isEqualTo("ends after 3 of 9 bytes");
        assertThat(lines.get(2).get("model").isNull()).isTrue();

        try (var files = Files.list(masks)) {
            assertThat(files).containsExactly(masks.resolve("..%2Fa.png"));
        }
        var mask = PalettePng.read(Files.readAllBytes(masks.resolve("..%2Fa.png")));
        assertThat(mask).extracting(PixelLabels::width, PixelLabels::height).containsExactly(4, 2);
        assertThat(mask.labels()).containsExactly(0, 0, 3, 3, 0, 0, 3, 3);
    }

    @Test
    void only_committed_outcomes_after_the_start_are_read() throws Exception {
        write("gate", segmentation("gate", "old", Instant.now()).setResult(result()));
        try (var open = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", prefix),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            open.initTransactions();
            var beginning = new OutcomeReader(
                    Map.of("bootstrap.servers", kafka.bootstrapServers()), topics.segmentations(), true, line -> {});
            var end = new OutcomeReader(
                    Map.of("bootstrap.servers", kafka.bootstrapServers()), topics.segmentations(), false, line -> {});
            try (beginning;
                    end) {
                for (var ending : List.of("aborted", "committed")) {
                    open.beginTransaction();
                    var value = segmentation("gate", ending, Instant.now())
                            .setResult(result())
                            .build();
                    open.send(new ProducerRecord<>(topics.segmentations(), "gate".getBytes(UTF_8), value.toByteArray()))
                            .get();
                    if (ending.equals("aborted")) {
                        open.abortTransaction();
                    } else {
                        open.commitTransaction();
                    }
                }
                assertThat(frames(beginning, "committed")).containsExactly("old", "committed");
                assertThat(frames(end, "committed")).containsExactly("committed");
            }
        }
    }

    @Test
    void timeout_before_the_count_is_a_failure() throws Exception {
        write("gate", segmentation("gate", "a", Instant.now()).setResult(result()));
        var watched = eader("watch", "--count", "2", "--timeout", "1.5", "--from-beginning");
        assertThat(watched.exitCode()).isEqualTo(1);
        assertThat(watched.err()).contains("timeout of 1.5 s after 1 of 2 frames");
        assertThat(watched.out()).contains("gate  a  result").contains("dog 0.90 (25.0 %)");
        assertThat(eader("watch", "--timeout", "0.5").exitCode()).isZero();
    }

    private static List<String> frames(OutcomeReader reader, String last) {
        var frames = new ArrayList<String>();
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!frames.contains(last) && System.nanoTime() < deadline) {
            reader.poll(Duration.ofMillis(100))
                    .forEach(arrival -> frames.add(arrival.segmentation().getFrameId()));
        }
        return frames;
    }

    private void write(String camera, Segmentation.Builder segmentation) throws Exception {
        var value = segmentation.build().toByteArray();
        producer.send(new ProducerRecord<>(topics.segmentations(), bytes(camera), value))
                .get();
    }

    private static Segmentation.Builder segmentation(String camera, String frame, Instant capturedAt) {
        var segmentation = Segmentation.newBuilder().setCameraId(camera).setFrameId(frame);
        segmentation
                .getCapturedAtBuilder()
                .setSeconds(capturedAt.getEpochSecond())
                .setNanos(capturedAt.getNano());
        return segmentation.setModel(Model.newBuilder().setName("animals").setSha256("ab12"));
    }

    /** A result for an image of 4 x 2 pixels, at half its size: background on the left, class 2 on the right. */
    private static Result result() {
        var map = new PixelLabels(2, 1, new byte[] {0, 3});
        return Result.newBuilder()
                .setWidth(4)
                .setHeight(2)
                .setLabelMap(LabelMap.newBuilder()
                        .setPng(ByteString.copyFrom(PalettePng.write(map)))
                        .setSpace(LabelMap.Space.MODEL)
                        .setWidth(2)
                        .setHeight(1)
                        .setScaleX(2)
                        .setScaleY(2))
                .addClasses(ClassResult.newBuilder()
                        .setIndex(2)
                        .setName("dog")
                        .setScore(0.9f)
                        .setArea(0.25))
                .build();
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (Exception e) {
            throw new AssertionError("not JSON: " + line, e);
        }
    }
}
