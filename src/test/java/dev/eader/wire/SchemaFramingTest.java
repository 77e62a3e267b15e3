package dev.eader.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.eader.stream.TestFrames;
import dev.eader.stream.TestTopology;
import dev.eader.v1.Failed.Code;
import dev.eader.v1.Failed.Stage;
import dev.eader.v1.Frame;
import dev.eader.v1.Segmentation;
import dev.eader.v1.Wanted;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Framing of schema registries. The bytes were written by the registries' serializers for a frame with id {@code f1}:
 * Confluent's for JavaScript ({@code @confluentinc/schemaregistry} 1.x) and Apicurio's
 * ({@code apicurio-registry-protobuf-serde-kafka} 3.1.7).
 */
public class SchemaFramingTest {
    private static final Descriptor FRAME = Frame.getDescriptor();
    private static final Frame F1 = Frame.newBuilder().setFrameId("f1").build();

    @ParameterizedTest
    @CsvSource({
        "none, 12026631",
        "Confluent, 00000000010012026631",
        "Confluent written out, 0000000001020012026631",
        "Apicurio, 0000000007070a054672616d6512026631",
        "Apicurio by its older 8 bytes, 000000000000000007070a054672616d6512026631",
        "Apicurio as Confluent, 0000000007020012026631",
        "Apicurio with name and index, 0000000007070a054672616d65020012026631",
        "Apicurio with its id in a header, 070a054672616d6512026631"
    })
    void frame_is_read_with_framing_of_each_serializer(String from, String hex) throws Exception {
        byte[] value = bytes(hex);

        assertThat(Frame.parseFrom(SchemaFraming.payload(value, FRAME))).isEqualTo(F1);
        assertThat(FrameParser.identity(TestFrames.record(0, 0, value)).getFrameId())
                .isEqualTo("f1");
    }

    @Test
    void segmentation_is_written_with_framing_of_each_serializer() {
        byte[] message = Segmentation.newBuilder().setFrameId("f1").build().toByteArray();
        Descriptor type = Segmentation.getDescriptor();

        assertThat(FramingSerializer.raw().serialize("t", message)).isSameAs(message);
        assertThat(HexFormat.of().formatHex(FramingSerializer.confluent(3, type).serialize("t", message)))
                .isEqualTo("00000000030012026631");
        assertThat(HexFormat.of().formatHex(FramingSerializer.apicurio(13, type).serialize("t", message)))
                .isEqualTo("000000000d0e0a0c5365676d656e746174696f6e12026631");
        assertThat(FramingSerializer.confluent(3, type).serialize("t", null)).isNull();
    }

    @Test
    void invalid_schema_id_or_message_type_is_refused() {
        assertThatThrownBy(() -> FramingSerializer.confluent(0, FRAME)).hasMessageContaining("at least 1, but is 0");
        assertThatThrownBy(() -> FramingSerializer.confluent(1, Wanted.getDescriptor()))
                .hasMessageContaining("eader.v1.Wanted must be the first message of its file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "00 | ends within the framing, after 1 bytes",
                "0000000001 | ends within the framing, after 5 bytes",
                "000000000000000001 | ends within the framing, after 9 bytes",
                "000000000102 | ends before the type of the message",
                "0000000001ffffffffffffffffffffff | ends before the type of the message",
                "000000000202041801 | names message [2] of its schema; it must be [0]",
                "0000000002040002 | names message [0, 1] of its schema",
                "000000000d0e0a0c5365676d656e746174696f6e12026631 | or 'Frame', as Apicurio's does"
            })
    void damaged_framing_fails_the_frame_with_reason(String hex, String why) {
        assertThatThrownBy(() -> FrameParser.parse(TestFrames.record(0, 0, bytes(hex))))
                .isInstanceOfSatisfying(FrameFailure.class, failure -> {
                    assertThat(failure.stage()).isEqualTo(Stage.PARSE);
                    assertThat(failure.code()).isEqualTo(Code.NOT_A_FRAME);
                    assertThat(failure).hasMessageContaining(why);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"000000000100", "0000000007070a054672616d65", "070a054672616d65"})
    void framed_empty_frame_fails_for_missing_image(String hex) {
        assertThatThrownBy(() -> FrameParser.parse(TestFrames.record(0, 0, bytes(hex))))
                .isInstanceOfSatisfying(FrameFailure.class, failure -> assertThat(failure.code())
                        .isEqualTo(Code.NO_IMAGE));
    }

    @Test
    void framed_frame_gets_framed_outcome_when_configured() throws Exception {
        byte[] frame = FramingSerializer.apicurio(9, FRAME)
                .serialize("frames.v1", TestFrames.frame("f1").build().toByteArray());
        try (var service = TestTopology.builder()
                .framing(FramingSerializer.confluent(3, Segmentation.getDescriptor()))
                .start()) {
            byte[] outcome = service.send(frame, new RecordHeaders()).value();

            assertThat(Arrays.copyOf(outcome, 6)).containsExactly(0, 0, 0, 0, 3, 0);
            Segmentation segmentation =
                    Segmentation.parseFrom(SchemaFraming.payload(outcome, Segmentation.getDescriptor()));
            assertThat(segmentation.getFrameId()).isEqualTo("f1");
            assertThat(segmentation.hasResult()).isTrue();
        }
    }

    @Test
    void a_framed_frame_that_fails_stands_on_the_dead_letters_with_its_framing() throws Exception {
        byte[] frame = bytes("00000000010012026631");
        try (var service = TestTopology.start()) {
            assertThat(service.process(frame).getFailed().getCode()).isEqualTo(Code.NO_IMAGE);
            assertThat(service.deadLetter().value()).isEqualTo(frame);
        }
    }

    @Property
    void whatever_is_framed_comes_back(
            @ForAll @Size(max = 64) byte[] picture, @ForAll @IntRange(min = 1) int id, @ForAll boolean confluent)
            throws Exception {
        Frame frame = F1.toBuilder().setEncoded(ByteString.copyFrom(picture)).build();
        var framing = confluent ? FramingSerializer.confluent(id, FRAME) : FramingSerializer.apicurio(id, FRAME);

        byte[] framed = framing.serialize("frames.v1", frame.toByteArray());

        assertThat(Frame.parseFrom(SchemaFraming.payload(framed, FRAME))).isEqualTo(frame);
    }

    @Property
    void a_frame_without_framing_is_never_taken_for_one_with_it(
            @ForAll String id, @ForAll long sequence, @ForAll @Size(max = 64) byte[] picture) throws Exception {
        byte[] value = Frame.newBuilder()
                .setFrameId(id)
                .setSequence(sequence)
                .setEncoded(ByteString.copyFrom(picture))
                .build()
                .toByteArray();

        assertThat(SchemaFraming.payload(value, FRAME)).isEqualTo(ByteString.copyFrom(value));
    }

    @Property(tries = 5000)
    void bytes_after_zero_are_message_or_refused(
            @ForAll @Size(max = 40) byte[] any, @ForAll @IntRange(min = 0, max = 40) int valid) {
        byte[] good = bytes("0000000007070a054672616d65020012026631");
        byte[] value = Arrays.copyOf(good, Math.max(1, Math.min(valid, good.length) + any.length));
        int kept = Math.max(1, Math.min(valid, good.length));
        IntStream.range(0, any.length).filter(i -> kept + i < value.length).forEach(i -> value[kept + i] = any[i]);
        try {
            ByteString payload = SchemaFraming.payload(value, FRAME);
            assertThat(value.length - payload.size()).isGreaterThanOrEqualTo(6);
            FrameParser.identity(TestFrames.record(0, 0, value));
        } catch (InvalidProtocolBufferException e) {
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(1000);
        }
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
