package dev.eader.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.eader.broker.Topics;
import dev.eader.v1.Frame;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class FramesResourceTest {
    private static final byte[] PICTURE = {1, 2, 3};

    private final MockProducer<byte[], byte[]> kafka =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final FramesResource frames = new FramesResource(() -> kafka, Topics.prefixed("site7."), 8);

    @Test
    void uploaded_picture_becomes_frame_record() throws Exception {
        Instant before = Instant.now();
        Response response = frames.send("dropped", "scenes", List.of("cat"), PICTURE);
        assertThat(response.getStatus()).isEqualTo(202);
        ProducerRecord<byte[], byte[]> record = kafka.history().get(0);
        assertThat(record.topic()).isEqualTo("site7.frames.v1");
        assertThat(record.key()).asString().isEqualTo("dropped");
        Frame frame = Frame.parseFrom(record.value());
        assertThat(frame.getCameraId()).isEqualTo("dropped");
        assertThat(frame.getEncoded()).isEqualTo(ByteString.copyFrom(PICTURE));
        assertThat(frame.getModel()).isEqualTo("scenes");
        assertThat(frame.getLabelsList()).containsExactly("cat");
        assertThat(frame.getWanted().getAttention()).isTrue();
        assertThat(Instant.ofEpochSecond(
                        frame.getCapturedAt().getSeconds(),
                        frame.getCapturedAt().getNanos()))
                .isBetween(before, Instant.now());
        assertThat(response.getEntity())
                .isEqualTo(new FramesResource.Receipt("dropped", frame.getFrameId(), frame.getSequence(), 0, 0));
    }

    @Test
    void each_picture_gets_new_id_and_higher_sequence() throws Exception {
        frames.send("dropped", "", List.of(), PICTURE);
        frames.send("dropped", "", List.of(), PICTURE);
        Frame first = Frame.parseFrom(kafka.history().get(0).value());
        Frame second = Frame.parseFrom(kafka.history().get(1).value());
        assertThat(second.getFrameId()).isNotEqualTo(first.getFrameId());
        assertThat(second.getSequence()).isGreaterThan(first.getSequence());
    }

    @Test
    void empty_body_answers_400_with_accepted_formats() {
        assertError(frames.send("dropped", "", List.of(), new byte[0]), 400, "JPEG, PNG or WebP");
    }

    @Test
    void blank_camera_name_answers_400() {
        assertError(frames.send(" ", "", List.of(), PICTURE), 400, "camera name is empty");
    }

    @Test
    void picture_above_limit_answers_413_with_both_sizes() {
        assertError(
                frames.send("dropped", "", List.of(), new byte[9]),
                413,
                "has 9 bytes, but eader.image.max-bytes accepts at most 8");
    }

    @Test
    void kafka_error_answers_503() {
        kafka.sendException = new RecordTooLargeException("larger than the topic takes");
        assertError(frames.send("dropped", "", List.of(), PICTURE), 503, "larger than the topic takes");
    }

    private void assertError(Response response, int status, String message) {
        assertThat(response.getStatus()).isEqualTo(status);
        assertThat(((ErrorResponse) response.getEntity()).error()).contains(message);
        assertThat(kafka.history()).isEmpty();
    }
}
