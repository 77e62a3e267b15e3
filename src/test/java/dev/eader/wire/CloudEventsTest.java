package dev.eader.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.eader.camera.FrameProducer;
import dev.eader.stream.TestFrames;
import dev.eader.stream.TestTopology;
import dev.eader.v1.Failed.Code;
import dev.eader.v1.Failed.Stage;
import dev.eader.v1.Frame;
import dev.eader.v1.Segmentation;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.v1.CloudEventBuilder;
import io.cloudevents.kafka.CloudEventDeserializer;
import io.cloudevents.kafka.CloudEventSerializer;
import java.net.URI;
import java.time.OffsetDateTime;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Frames and outcomes as CloudEvents, written and read by the CloudEvents SDK. */
class CloudEventsTest {
    private static final OffsetDateTime TAKEN = OffsetDateTime.parse("2023-11-14T22:13:19.5Z");

    private final TestTopology service = TestTopology.start();

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void id_and_time_of_event_are_defaults_of_the_frame() throws Exception {
        Frame frame = TestFrames.frame("").clearCapturedAt().build();

        Segmentation answer = process(event(frame).withTime(TAKEN).build());

        assertThat(answer.hasResult()).isTrue();
        assertThat(answer.getCameraId()).isEqualTo("door");
        assertThat(answer.getFrameId()).isEqualTo("event-1");
        assertThat(Timestamps.toString(answer.getCapturedAt())).isEqualTo("2023-11-14T22:13:19.500Z");
        assertThat(answer.getTimings().getTotal().getNanos()).isEqualTo(540_000_000);
    }

    @Test
    void fields_of_frame_override_its_event() throws Exception {
        Frame frame = TestFrames.frame("f1").build();

        Segmentation answer = process(event(frame).withTime(TAKEN).build());

        assertThat(answer.getFrameId()).isEqualTo("f1");
        assertThat(answer.getCapturedAt()).isEqualTo(frame.getCapturedAt());
    }

    @Test
    void sdk_reads_result_as_event_about_the_frame() throws Exception {
        Frame frame = TestFrames.frame("f1").build();

        CloudEvent result = outcome(event(frame).withTime(TAKEN).build());

        assertThat(result.getSpecVersion()).isEqualTo(SpecVersion.V1);
        assertThat(result.getId()).isEqualTo("frames.v1-0-0");
        assertThat(result.getSource()).isEqualTo(URI.create("/eader"));
        assertThat(result.getType()).isEqualTo("dev.eader.segmentation.v1");
        assertThat(result.getSubject()).isEqualTo("f1");
        assertThat(result.getTime().toInstant().toEpochMilli()).isEqualTo(TestFrames.TAKEN_MILLIS);
        assertThat(result.getDataContentType()).isEqualTo("application/protobuf");
        assertThat(Segmentation.parseFrom(result.getData().toBytes()).hasResult())
                .isTrue();
    }

    @Test
    void outcome_of_unreadable_frame_is_event_without_subject() throws Exception {
        CloudEvent outcome = event(service.send(new byte[] {1, 2, 3}, new RecordHeaders()));

        assertThat(outcome.getSubject()).isNull();
        assertThat(outcome.getAttributeNames()).doesNotContain("subject");
        assertThat(Segmentation.parseFrom(outcome.getData().toBytes())
                        .getFailed()
                        .getCode())
                .isEqualTo(Code.NOT_A_FRAME);
    }

    @Test
    void sdk_reads_frame_of_frame_producer_as_event() {
        Frame frame = TestFrames.frame("f1").setCameraId("door").build();
        var record = FrameProducer.record("frames.v1", frame);

        CloudEvent event = new CloudEventDeserializer().deserialize("frames.v1", record.headers(), record.value());

        assertThat(event.getId()).isEqualTo("f1");
        assertThat(event.getSource()).isEqualTo(URI.create("/cameras/door"));
        assertThat(event.getType()).isEqualTo("dev.eader.frame.v1");
        assertThat(event.getTime().toInstant().toEpochMilli()).isEqualTo(TestFrames.TAKEN_MILLIS);
        assertThat(event.getData().toBytes()).isEqualTo(frame.toByteArray());
    }

    @Test
    void invalid_event_time_fails_frame_without_capture_time() throws Exception {
        Frame timed = TestFrames.frame("f1").build();
        Frame untimed = timed.toBuilder().clearCapturedAt().build();
        Headers headers = new RecordHeaders()
                .add("ce_specversion", "1.0".getBytes(UTF_8))
                .add("ce_time", "yesterday".getBytes(UTF_8));

        assertThat(Segmentation.parseFrom(
                                service.send(timed.toByteArray(), headers).value())
                        .hasResult())
                .isTrue();
        assertRefused(service.send(untimed.toByteArray(), headers), "ce_time");
    }

    @Test
    void headers_without_specversion_are_ignored() throws Exception {
        Frame frame = TestFrames.frame("").build();
        Headers headers = new RecordHeaders().add("ce_id", "event-1".getBytes(UTF_8));

        Segmentation answer = Segmentation.parseFrom(
                service.send(frame.toByteArray(), headers).value());

        assertThat(answer.getFrameId()).isEmpty();
    }

    @Test
    void event_in_structured_mode_fails_with_reason() throws Exception {
        Headers headers =
                new RecordHeaders().add("content-type", "application/cloudevents+json; charset=utf-8".getBytes(UTF_8));

        assertRefused(service.send("{\"specversion\":\"1.0\"}".getBytes(UTF_8), headers), "structured mode");
    }

    @Test
    void outcome_sent_to_the_frames_topic_fails_with_reason() throws Exception {
        TestRecord<byte[], byte[]> outcome =
                service.send(TestFrames.frame("f1").build().toByteArray(), new RecordHeaders());

        assertRefused(service.send(outcome.value(), outcome.headers()), "dev.eader.segmentation.v1");
    }

    private void assertRefused(TestRecord<byte[], byte[]> outcome, String why) throws Exception {
        Segmentation answer = Segmentation.parseFrom(outcome.value());
        assertThat(answer.getFailed().getStage()).isEqualTo(Stage.PARSE);
        assertThat(answer.getFailed().getCode()).isEqualTo(Code.NOT_A_FRAME);
        assertThat(answer.getFailed().getMessage()).contains(why);
        assertThat(new String(
                        service.deadLetter()
                                .headers()
                                .lastHeader("eader-message")
                                .value(),
                        UTF_8))
                .contains(why);
    }

    private static CloudEventBuilder event(Frame frame) {
        return new CloudEventBuilder()
                .withId("event-1")
                .withSource(URI.create("/gate/7"))
                .withType("com.example.picture")
                .withSubject("morning")
                .withDataContentType("application/protobuf")
                .withData(frame.toByteArray());
    }

    private Segmentation process(CloudEvent frame) throws Exception {
        return Segmentation.parseFrom(outcome(frame).getData().toBytes());
    }

    private CloudEvent outcome(CloudEvent frame) {
        Headers headers = new RecordHeaders();
        byte[] value = new CloudEventSerializer().serialize("frames.v1", headers, frame);
        return event(service.send(value, headers));
    }

    private static CloudEvent event(TestRecord<byte[], byte[]> record) {
        return new CloudEventDeserializer().deserialize("segmentations.v1", record.headers(), record.value());
    }
}
