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
    void a_dropped_picture_goes_to_kafka_like_any_frame() throws Exception {
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
    void each_picture_is_a_frame_of_its_own_and_counts_up() throws Exception {
        frames.send("dropped", "", List.of(), PICTURE);
        frames.send("dropped", "", List.of(), PICTURE);
        Frame first = Frame.parseFrom(kafka.history().get(0).value());
        Frame second = Frame.parseFrom(kafka.history().get(1).value());
        assertThat(second.getFrameId()).isNotEqualTo(first.getFrameId());
        assertThat(second.getSequence()).isGreaterThan(first.getSequence());
    }

    @Test
    void a_request_without_a_picture_is_told_what_is_accepted() {
        refused(frames.send("dropped", "", List.of(), new byte[0]), 400, "JPEG, PNG or WebP");
    }

    @Test
    void a_camera_without_a_name_is_refused() {
        refused(frames.send(" ", "", List.of(), PICTURE), 400, "camera must have a name");
    }

    @Test
    void a_picture_above_the_limit_is_refused_with_both_sizes() {
        refused(frames.send("dropped", "", List.of(), new byte[9]), 413, "has 9 bytes; at most 8");
    }

    @Test
    void a_frame_that_kafka_does_not_take_is_not_called_accepted() {
        kafka.sendException = new RecordTooLargeException("larger than the topic takes");
        refused(frames.send("dropped", "", List.of(), PICTURE), 503, "larger than the topic takes");
    }

    private void refused(Response response, int status, String why) {
        assertThat(response.getStatus()).isEqualTo(status);
        assertThat(((ErrorResponse) response.getEntity()).error()).contains(why);
        assertThat(kafka.history()).isEmpty();
    }
}
