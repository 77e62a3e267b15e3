package dev.eader.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.broker.Topics;
import dev.eader.v1.Frame;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.ffmpeg.global.avdevice;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;

/** {@code eader send}. */
class SendTest extends CommandsWithBroker {
    @Test
    void folder_is_sent_in_order_with_ids_and_headers() throws Exception {
        for (var name : List.of("b.jpg", "a.jpg", "c.png")) {
            Files.writeString(folder.resolve(name), "bytes of " + name);
        }
        var before = Instant.now();

        var sent = eader(
                "send",
                "--camera",
                "gate 1",
                "--dir",
                folder.toString(),
                "--fps",
                "0",
                "--loop",
                "2",
                "--count",
                "5",
                "--model",
                "m",
                "--wanted",
                "rle,image-space");

        assertThat(sent.exitCode()).as(sent.err()).isZero();
        assertThat(sent.err()).contains("5 frames, ");
        var records = read(topics.frames());
        assertThat(records)
                .extracting(ConsumerRecord::partition)
                .containsOnly(records.get(0).partition());
        var frames = new ArrayList<Frame>();
        for (var record : records) {
            assertThat(record.key()).isEqualTo("gate 1".getBytes(UTF_8));
            frames.add(Frame.parseFrom(record.value()));
        }
        assertThat(frames).extracting(Frame::getFrameId).containsExactly("a", "b", "c", "a-2", "b-2");
        assertThat(frames).extracting(Frame::getSequence).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(frames.get(4).getEncoded().toStringUtf8()).isEqualTo("bytes of b.jpg");
        assertThat(frames).allSatisfy(frame -> {
            assertThat(frame.getCameraId()).isEqualTo("gate 1");
            assertThat(frame.getModel()).isEqualTo("m");
            assertThat(frame.getWanted().getCocoRle()).isTrue();
            assertThat(frame.getWanted().getImageSpace()).isTrue();
            assertThat(frame.getWanted().getPolygons()).isFalse();
            assertThat(Instant.ofEpochSecond(
                            frame.getCapturedAt().getSeconds(),
                            frame.getCapturedAt().getNanos()))
                    .isBetween(before, Instant.now());
        });
        var headers = records.get(3).headers();
        assertThat(header(headers, "ce_specversion")).isEqualTo("1.0");
        assertThat(header(headers, "ce_id")).isEqualTo("a-2");
        assertThat(header(headers, "ce_source")).isEqualTo("/cameras/gate%201");
        assertThat(header(headers, "ce_type")).isEqualTo("dev.eader.frame.v1");
        assertThat(Instant.parse(header(headers, "ce_time"))).isBetween(before, Instant.now());
        assertThat(header(headers, "content-type")).isEqualTo("application/protobuf");
        assertThat(header(headers, "traceparent"))
                .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01")
                .isNotEqualTo(header(records.get(2).headers(), "traceparent"));
    }

    @Test
    void source_with_fewer_frames_than_count_is_a_failure() throws Exception {
        Files.writeString(folder.resolve("a.jpg"), "a");
        var sent = eader("send", "--camera", "gate", "--dir", folder.toString(), "--count", "2");
        assertThat(sent.exitCode()).isEqualTo(1);
        assertThat(sent.err()).contains("the source ended after 1 of 2 frames");
    }

    @Test
    void oversized_image_is_named_and_all_others_are_sent() throws Exception {
        Files.write(folder.resolve("a.jpg"), new byte[10]);
        Files.write(folder.resolve("b.jpg"), new byte[Topics.MAX_FRAME_BYTES]);
        Files.write(folder.resolve("c.jpg"), new byte[10]);
        var sent = eader("send", "--camera", "gate", "--dir", folder.toString(), "--fps", "0");
        assertThat(sent.exitCode()).isEqualTo(1);
        assertThat(sent.err())
                .contains("frame b (" + Topics.MAX_FRAME_BYTES + " bytes) could not be sent: The message is ")
                .contains("All other frames were sent.");
        assertThat(read(topics.frames())).hasSize(2);
    }

    @Test
    void truncated_video_is_sent_up_to_its_end_and_fails() throws Exception {
        Loader.load(avdevice.class);
        Path program = Path.of(Loader.load(ffmpeg.class));
        Path video = folder.resolve("gate:1.mkv");
        var encoder = new ProcessBuilder(
                        program.toString(),
                        "-v",
                        "error",
                        "-nostdin",
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc=size=64x48:rate=10",
                        "-t",
                        "4",
                        "-c:v",
                        "mpeg4",
                        "file:" + video)
                .inheritIO();
        encoder.environment().put("LD_LIBRARY_PATH", program.getParent().toString());
        assertThat(encoder.start().waitFor()).isZero();
        byte[] whole = Files.readAllBytes(video);
        Files.write(video, Arrays.copyOf(whole, whole.length / 2));

        var sent = eader("send", "--camera", "gate", "--video", video.toString(), "--fps", "0");

        assertThat(sent.exitCode()).isEqualTo(1);
        assertThat(sent.err().lines().toList())
                .filteredOn(line -> !line.contains("frames/s"))
                .singleElement()
                .asString()
                .startsWith("eader send: video " + video + " cannot be read further: ")
                .contains("the file is truncated or damaged");
        var frames = read(topics.frames());
        assertThat(frames).hasSizeBetween(10, 30);
        assertThat(Frame.parseFrom(frames.get(0).value()).getFrameId()).isEqualTo("gate:1-000000");
    }

    @Test
    void frames_are_sent_at_the_configured_rate() {
        long start = System.nanoTime();
        var sent = eader("send", "--camera", "gate", "--scenes", "--fps", "20", "--count", "11");
        assertThat(sent.exitCode()).as(sent.err()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(500));
        assertThat(read(topics.frames())).hasSize(11);
    }

    @Test
    void missing_topic_is_named() {
        var sent = CommandRunner.run(
                "send",
                "--camera",
                "a",
                "--scenes",
                "--bootstrap",
                kafka.bootstrapServers(),
                "--topic-prefix",
                "none.");
        assertThat(sent.exitCode()).isEqualTo(1);
        assertThat(sent.err()).contains("Kafka at " + kafka.bootstrapServers() + " has no topic none.frames.v1");
    }
}
