package dev.eader.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.eader.fetch.ClaimCheckOptions;
import dev.eader.image.maps.PalettePng;
import dev.eader.inference.model.TinyModel;
import dev.eader.v1.ClassResult;
import dev.eader.v1.Frame;
import dev.eader.v1.LabelMap;
import dev.eader.v1.RawImage;
import dev.eader.v1.Segmentation;
import dev.eader.v1.Wanted;
import java.awt.Color;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results of frames. Failures are in {@link FailedFrameTest}, skipped frames in {@link SkippedFrameTest}. */
class SegmentationTopologyTest {
    private TestTopology topology;

    @TempDir
    Path folder;

    @BeforeEach
    void start() {
        topology = TestTopology.builder()
                .uris(new ClaimCheckOptions(
                        List.of("file"),
                        List.of(folder.toUri().toString()),
                        false,
                        Duration.ofSeconds(5),
                        TestTopology.MAX_IMAGE_BYTES))
                .start();
    }

    @AfterEach
    void stop() {
        topology.close();
    }

    @Test
    void result_has_identity_model_and_mask_of_its_frame() throws Exception {
        Segmentation outcome = topology.process(TestFrames.frame("f1")
                .setSequence(9)
                .putAttributes("site", "north")
                .build());

        assertThat(outcome.getCameraId()).isEqualTo("door");
        assertThat(outcome.getFrameId()).isEqualTo("f1");
        assertThat(outcome.getSequence()).isEqualTo(9);
        assertThat(outcome.getAttributesMap()).containsEntry("site", "north");
        assertThat(outcome.getOrigin().getTopic()).isEqualTo("frames.v1");
        assertThat(outcome.getModel().getName()).isEqualTo("tiny");
        assertThat(outcome.getModel().getSha256()).hasSize(64);
        assertThat(outcome.getResult().getWidth()).isEqualTo(128);
        assertThat(outcome.getResult().getHeight()).isEqualTo(96);
        assertThat(outcome.getResult().getClassesList()).hasSize(1);
        assertThat(outcome.getResult().getClasses(0).getName()).isEqualTo("red");
        assertThat(outcome.getResult().getClasses(0).getArea()).isEqualTo(1);
        LabelMap map = outcome.getResult().getLabelMap();
        assertThat(map.getSpace()).isEqualTo(LabelMap.Space.MODEL);
        // the input of the tiny model has a long side of 64
        assertThat(map.getWidth()).isEqualTo(64);
        assertThat(map.getScaleX()).isEqualTo(2);
        assertThat(PalettePng.read(map.getPng().toByteArray()).labels()).containsOnly(1);
        assertThat(outcome.getTimings().getTotal().getNanos()).isEqualTo(40_000_000);
        assertThat(topology.deadLetters()).isEmpty();
    }

    @Test
    void result_has_only_the_wanted_parts() {
        Wanted wanted = Wanted.newBuilder()
                .setImageSpace(true)
                .setCocoRle(true)
                .setPolygons(true)
                .setAttention(true)
                .build();

        Segmentation plain = topology.process(TestFrames.frame("plain").build());
        Segmentation rich =
                topology.process(TestFrames.frame("rich").setWanted(wanted).build());
        Segmentation bare = topology.process(TestFrames.frame("bare")
                .setWanted(Wanted.newBuilder().setNoLabelMap(true))
                .build());

        assertThat(plain.getResult().getClasses(0).hasAttention()).isFalse();
        assertThat(plain.getResult().getClasses(0).hasCocoRle()).isFalse();
        assertThat(plain.getResult().getClasses(0).hasPolygons()).isFalse();
        assertThat(rich.getResult().getLabelMap().getSpace()).isEqualTo(LabelMap.Space.IMAGE);
        assertThat(rich.getResult().getLabelMap().getWidth()).isEqualTo(128);
        assertThat(rich.getResult().getClasses(0).getCocoRle().getWidth()).isEqualTo(128);
        assertThat(rich.getResult().getClasses(0).getPolygons().getIou()).isGreaterThan(.9);
        assertThat(rich.getResult().getClasses(0).getAttention().getStride()).isEqualTo(TinyModel.STRIDE);
        assertThat(bare.getResult().hasLabelMap()).isFalse();
        assertThat(bare.getResult().getClassesList()).hasSize(1);
    }

    @Test
    void labels_of_a_frame_decide_which_classes_appear() {
        assertThat(classes(TestFrames.frame("f").addLabels("green"))).containsExactly("green");
    }

    @Test
    void image_may_be_raw_or_a_file_named_by_uri() throws Exception {
        byte[] blue = new byte[64 * 64 * 3];
        for (int i = 0; i < blue.length; i += 3) {
            blue[i] = (byte) 255;
        }
        RawImage raw = RawImage.newBuilder()
                .setWidth(64)
                .setHeight(64)
                .setFormat(RawImage.Format.BGR)
                .setPixels(ByteString.copyFrom(blue))
                .build();
        Path file = folder.resolve("green.png");
        Files.write(file, TestFrames.picture(Color.GREEN, 64, 64, "png"));

        assertThat(classes(TestFrames.frame("raw").setRaw(raw))).containsExactly("blue");
        assertThat(classes(TestFrames.frame("uri").setUri(file.toUri().toString())))
                .containsExactly("green");
    }

    @Test
    void outcome_is_a_cloud_event_with_the_trace_context_of_its_frame() {
        String traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        RecordHeaders headers = new RecordHeaders();
        headers.add("ce_type", "dev.eader.frame.v1".getBytes(UTF_8));
        headers.add("ce_source", "/cameras/door".getBytes(UTF_8));
        headers.add("traceparent", traceparent.getBytes(UTF_8));

        TestRecord<byte[], byte[]> record =
                topology.send(TestFrames.frame("f").build().toByteArray(), headers);

        assertThat(record.key()).isEqualTo("door".getBytes(UTF_8));
        assertThat(TestTopology.header(record, "ce_specversion")).isEqualTo("1.0");
        assertThat(TestTopology.header(record, "ce_type")).isEqualTo("dev.eader.segmentation.v1");
        assertThat(TestTopology.header(record, "ce_source")).isEqualTo("/eader");
        assertThat(TestTopology.header(record, "ce_id")).isEqualTo("frames.v1-0-0");
        assertThat(TestTopology.header(record, "content-type")).isEqualTo("application/protobuf");
        assertThat(TestTopology.header(record, "traceparent"))
                .as("unchanged, because tracing is off")
                .isEqualTo(traceparent);
    }

    private List<String> classes(Frame.Builder frame) {
        return topology.process(frame.build()).getResult().getClassesList().stream()
                .map(ClassResult::getName)
                .toList();
    }
}
