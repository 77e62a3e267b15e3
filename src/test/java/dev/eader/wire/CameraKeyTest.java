package dev.eader.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.stream.TestFrames;
import dev.eader.stream.TestTopology;
import dev.eader.v1.Failed.Code;
import dev.eader.v1.Failed.Stage;
import dev.eader.v1.Segmentation;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys as camera ids, and outcomes of frames whose key is not valid. */
public class CameraKeyTest {
    @Property
    void text_of_key_has_the_bytes_of_the_key(@ForAll @Size(max = 12) byte[] key) {
        Optional<String> text = CameraKey.text(key);

        text.ifPresent(camera -> assertThat(camera.getBytes(UTF_8)).isEqualTo(key));
        assertThat(CameraKey.display(key)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {254, 255, 0xfffdL << 32, -1, Long.MIN_VALUE})
    void frame_with_non_utf8_key_fails_without_camera(long id) throws Exception {
        byte[] key = ByteBuffer.allocate(8).putLong(id).array();
        try (TestTopology service = TestTopology.start()) {
            byte[] value = TestFrames.frame("f1").setSequence(7).build().toByteArray();

            var outcome = service.send(key, value, new RecordHeaders());

            Segmentation answer = Segmentation.parseFrom(outcome.value());
            assertThat(answer.getFailed().getStage()).isEqualTo(Stage.PARSE);
            assertThat(answer.getFailed().getCode()).isEqualTo(Code.NO_CAMERA);
            assertThat(answer.getFailed().getMessage()).contains("UTF-8").contains(CameraKey.display(key));
            assertThat(answer.getCameraId()).isEmpty();
            assertThat(answer.getFrameId()).isEqualTo("f1");
            assertThat(answer.getSequence()).isEqualTo(7);
            assertThat(outcome.key()).as("key of the outcome").isEmpty();
            var deadLetter = service.deadLetter();
            assertThat(deadLetter.key()).isEqualTo(key);
            assertThat(deadLetter.value()).isEqualTo(value);
        }
    }

    @Test
    void frame_with_ascii_key_of_8_bytes_keeps_its_camera() throws Exception {
        byte[] key = ByteBuffer.allocate(8).putLong(127).array();
        try (TestTopology service = TestTopology.start()) {
            var outcome = service.send(key, TestFrames.frame("f1").build().toByteArray(), new RecordHeaders());

            assertThat(Segmentation.parseFrom(outcome.value()).hasResult()).isTrue();
            assertThat(outcome.key()).isEqualTo(key);
        }
    }

    @Test
    void too_long_key_does_not_share_the_camera_of_its_prefix() throws Exception {
        byte[] longest = new byte[FrameParser.MAX_ID_CHARS];
        Arrays.fill(longest, (byte) 'c');
        byte[] tooLong = Arrays.copyOf(longest, longest.length + 1);
        tooLong[longest.length] = 'c';
        byte[] value = TestFrames.frame("f1").build().toByteArray();
        try (TestTopology service = TestTopology.start()) {
            assertThat(service.send(longest, value, new RecordHeaders()).key()).isEqualTo(longest);

            var outcome = service.send(tooLong, value, new RecordHeaders());

            assertThat(Segmentation.parseFrom(outcome.value()).getCameraId()).isEmpty();
            assertThat(outcome.key()).isEmpty();
            assertThat(service.deadLetter().key()).isEqualTo(tooLong);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void outcome_of_frame_without_key_has_empty_key(boolean isNull) throws Exception {
        byte[] key = isNull ? null : new byte[0];
        try (TestTopology service = TestTopology.start()) {
            var outcome = service.send(
                    key, TestFrames.frame("f1").setCameraId("door").build().toByteArray(), new RecordHeaders());

            Segmentation answer = Segmentation.parseFrom(outcome.value());
            assertThat(answer.getFailed().getCode()).isEqualTo(Code.NO_CAMERA);
            assertThat(answer.getCameraId()).as("as the frame says").isEqualTo("door");
            assertThat(outcome.key()).isEmpty();
            assertThat(service.deadLetter().key()).isEqualTo(key);
        }
    }
}
