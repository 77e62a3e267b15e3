package dev.eader.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.eader.stream.TestFrames;
import dev.eader.stream.TestTopology;
import dev.eader.v1.Failed.Code;
import dev.eader.v1.Frame;
import dev.eader.v1.RawImage;
import dev.eader.v1.Segmentation;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Identity and capture time in the outcomes of invalid frames. */
public class FrameIdentityTest {
    private final TestTopology service = TestTopology.start();

    @AfterEach
    void stop() {
        service.close();
    }

    /** Faults of frames whose identity can be read. */
    enum Fault {
        CAPTURED_AT_TOO_EARLY(
                Code.NOT_A_FRAME,
                frame -> frame.setCapturedAt(Timestamp.newBuilder().setSeconds(-62_135_596_801L))),
        CAPTURED_AT_IN_MILLISECONDS(
                Code.NOT_A_FRAME,
                frame -> frame.setCapturedAt(Timestamp.newBuilder().setSeconds(1_700_000_000_000L))),
        CAPTURED_AT_WITH_NEGATIVE_NANOS(
                Code.NOT_A_FRAME,
                frame -> frame.setCapturedAt(Timestamp.newBuilder().setNanos(-1))),
        CAPTURED_AT_MAX(
                Code.NOT_A_FRAME,
                frame -> frame.setCapturedAt(
                        Timestamp.newBuilder().setSeconds(Long.MAX_VALUE).setNanos(Integer.MAX_VALUE))),
        MAX_AGE_INVALID(
                Code.NOT_A_FRAME,
                frame -> frame.setMaxAge(Duration.newBuilder().setSeconds(1).setNanos(-1))),
        MAX_AGE_MIN(
                Code.NOT_A_FRAME, frame -> frame.setMaxAge(Duration.newBuilder().setSeconds(Long.MIN_VALUE))),
        OTHER_CAMERA(Code.NO_CAMERA, frame -> frame.setCameraId("window")),
        NO_IMAGE(Code.NO_IMAGE, Frame.Builder::clearImage),
        UNKNOWN_MODEL(Code.UNKNOWN_MODEL, frame -> frame.setModel("none-such")),
        UNKNOWN_LABEL(Code.UNKNOWN_LABEL, frame -> frame.addLabels("none-such")),
        URI(Code.URI_NOT_ALLOWED, frame -> frame.setUri("file:///etc/passwd")),
        RAW(Code.UNKNOWN_FORMAT, frame -> frame.setRaw(RawImage.newBuilder().setPixels(ByteString.copyFromUtf8("x")))),
        DECODE(Code.UNKNOWN_FORMAT, frame -> frame.setEncoded(ByteString.copyFromUtf8("neither of the formats")));

        final Code code;
        private final UnaryOperator<Frame.Builder> fault;

        Fault(Code code, UnaryOperator<Frame.Builder> fault) {
            this.code = code;
            this.fault = fault;
        }
    }

    @ParameterizedTest
    @EnumSource
    void failed_outcome_has_every_readable_identity_field(Fault fault) throws Exception {
        Frame frame = fault.fault
                .apply(TestFrames.frame("f1").setSequence(7).putAttributes("site", "north"))
                .build();

        Segmentation answer = service.process(frame.toByteArray());

        assertThat(answer.getFailed().getCode()).isEqualTo(fault.code);
        assertThat(answer.getCameraId()).isEqualTo("door");
        assertThat(answer.getFrameId()).isEqualTo("f1");
        assertThat(answer.getSequence()).isEqualTo(7);
        assertThat(answer.getAttributesMap()).containsEntry("site", "north");
        assertThat(Timestamps.toMillis(answer.getCapturedAt()))
                .as("of the frame, or of its record")
                .isEqualTo(TestFrames.TAKEN_MILLIS);
    }

    @Test
    void frame_with_invalid_ce_time_keeps_readable_identity_fields() throws Exception {
        Segmentation answer = process(
                TestFrames.frame("").setSequence(7).clearCapturedAt(),
                new RecordHeaders()
                        .add("ce_specversion", "1.0".getBytes(UTF_8))
                        .add("ce_id", "event-1".getBytes(UTF_8))
                        .add("ce_time", "yesterday".getBytes(UTF_8)));

        assertThat(answer.getFailed().getCode()).isEqualTo(Code.NOT_A_FRAME);
        assertThat(answer.getFrameId()).isEqualTo("event-1");
        assertThat(answer.getSequence()).isEqualTo(7);
    }

    @Test
    void invalid_captured_at_is_replaced_by_event_time() throws Exception {
        Segmentation answer = process(
                TestFrames.frame("f1").setCapturedAt(Timestamp.newBuilder().setNanos(-1)),
                event("ce_time", "2023-11-14T22:13:19Z"));

        assertThat(answer.getFailed().getCode()).isEqualTo(Code.NOT_A_FRAME);
        assertThat(Timestamps.toString(answer.getCapturedAt())).isEqualTo("2023-11-14T22:13:19Z");
    }

    @Test
    void ce_id_that_is_not_utf8_fails_the_frame_without_frame_id() throws Exception {
        Headers headers = new RecordHeaders()
                .add("ce_specversion", "1.0".getBytes(UTF_8))
                .add("ce_id", new byte[] {'a', (byte) 0xfe});

        Segmentation answer = process(TestFrames.frame(""), headers);
        assertThat(answer.getFailed().getCode()).isEqualTo(Code.NOT_A_FRAME);
        assertThat(answer.getFailed().getMessage()).contains("ce_id");
        assertThat(answer.getFrameId()).isEmpty();
        assertThat(process(TestFrames.frame("f1"), headers).hasResult()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "2023-11-14t22:13:19z, 2023-11-14T22:13:19Z",
        "2023-11-14t23:13:19.5+01:00, 2023-11-14T22:13:19.500Z",
        "2023-11-14T22:13:19.1234567891z, 2023-11-14T22:13:19.123456789Z",
        "2016-12-31t23:59:60z, 2017-01-01T00:00:00Z"
    })
    void ce_time_may_have_lower_case_letters(String time, String read) throws Exception {
        Segmentation answer = process(TestFrames.frame("f1").clearCapturedAt(), event("ce_time", time));

        assertThat(answer.hasResult()).isTrue();
        assertThat(Timestamps.toString(answer.getCapturedAt())).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9999-12-31T23:59:59-23:59",
                "0000-01-01T00:00:00Z",
                "0001-01-01T00:00:00+00:01",
                "2020-01-01T00:00:00.-5Z",
                "2020-01-01T00:00:00+99999999999999999:00",
                "T",
                "Z",
                "-"
            })
    void ce_time_out_of_range_fails_the_frame(String time) throws Exception {
        Segmentation answer = process(TestFrames.frame("f1").clearCapturedAt(), event("ce_time", time));

        assertThat(answer.getFailed().getCode()).isEqualTo(Code.NOT_A_FRAME);
        assertThat(answer.getFrameId()).isEqualTo("f1");
    }

    @Test
    void capture_time_of_record_without_timestamp_is_poll_time() throws Exception {
        for (long timestamp : new long[] {-1, -2, Long.MIN_VALUE}) {
            long before = System.currentTimeMillis();
            FrameRecord record = FrameRecord.of(polled(timestamp));
            long after = System.currentTimeMillis();

            assertThat(record.timestamp()).isBetween(before, after);
            assertThat(Timestamps.toMillis(FrameParser.parse(record).getCapturedAt()))
                    .isEqualTo(record.timestamp());
            assertThat(Timestamps.toMillis(FrameParser.identity(record).getCapturedAt()))
                    .isEqualTo(record.timestamp());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, TestFrames.TAKEN_MILLIS, 253_402_300_799_999L, 253_402_300_800_000L, Long.MAX_VALUE})
    void capture_time_is_record_timestamp_up_to_year_9999(long timestamp) throws Exception {
        FrameRecord record = FrameRecord.of(polled(timestamp));

        assertThat(record.timestamp()).isEqualTo(timestamp);
        assertThat(Timestamps.toMillis(FrameParser.parse(record).getCapturedAt()))
                .isEqualTo(Math.min(timestamp, 253_402_300_799_999L));
    }

    private static ConsumerRecord<byte[], byte[]> polled(long timestamp) {
        byte[] value = TestFrames.frame("f1").clearCapturedAt().build().toByteArray();
        return new ConsumerRecord<>(
                "frames.v1",
                0,
                1,
                timestamp,
                TimestampType.CREATE_TIME,
                4,
                value.length,
                "door".getBytes(UTF_8),
                value,
                new RecordHeaders(),
                Optional.empty());
    }

    private Segmentation process(Frame.Builder frame, Headers headers) throws Exception {
        return Segmentation.parseFrom(
                service.send(frame.build().toByteArray(), headers).value());
    }

    private static Headers event(String name, String value) {
        return new RecordHeaders().add("ce_specversion", "1.0".getBytes(UTF_8)).add(name, value.getBytes(UTF_8));
    }
}
