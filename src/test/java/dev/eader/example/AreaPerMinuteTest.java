package dev.eader.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import dev.eader.stream.TestTopology;
import dev.eader.v1.Frame;
import dev.eader.v1.RawImage;
import java.time.Instant;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The example with outcomes of the service's topology. */
class AreaPerMinuteTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final int SIDE = 64;

    private final TestTopology service = TestTopology.start();
    private final TopologyTestDriver driver =
            new TopologyTestDriver(AreaPerMinute.topology(), AreaPerMinute.settings("nowhere:1"));
    private final TestInputTopic<String, byte[]> segmentations = driver.createInputTopic(
            AreaPerMinute.SEGMENTATIONS, new StringSerializer(), new ByteArraySerializer(), NOON, AreaPerMinute.MINUTE);
    private final TestOutputTopic<String, String> areas =
            driver.createOutputTopic(AreaPerMinute.AREAS, new StringDeserializer(), new StringDeserializer());

    @AfterEach
    void stop() {
        driver.close();
        service.close();
    }

    @Test
    void areas_are_averages_per_minute_of_camera_time() throws Exception {
        see(0, "red");
        see(20, "red");
        see(59, "half");
        see(60, "blue");
        assertThat(areas.isEmpty()).isTrue();

        see(70, "blue");

        assertThat(areas.readValuesToList())
                .containsExactlyInAnyOrder(
                        line("blue", "2026-03-01T12:00:00Z", 0.5 / 3, 3),
                        line("red", "2026-03-01T12:00:00Z", 2.5 / 3, 3));
        see(130, "red");
        assertThat(areas.readValuesToList()).containsExactly(line("blue", "2026-03-01T12:01:00Z", 1.0, 2));
    }

    @Test
    void failed_frames_and_other_records_do_not_count() throws Exception {
        see(0, "red");
        segmentations.pipeInput(
                "door",
                service.process("no frame".getBytes(UTF_8)).toBuilder()
                        .setCapturedAt(Timestamps.fromMillis(NOON.toEpochMilli()))
                        .build()
                        .toByteArray());
        segmentations.pipeInput("door", "no segmentation".getBytes(UTF_8));
        see(90, "red");

        assertThat(areas.readValuesToList()).containsExactly(line("red", "2026-03-01T12:00:00Z", 1.0, 1));
    }

    @Test
    void late_frame_does_not_reopen_its_minute() throws Exception {
        see(0, "red");
        see(75, "red");
        see(30, "blue");
        see(140, "red");

        assertThat(areas.readValuesToList()).hasSize(2).noneMatch(line -> line.contains("blue"));
    }

    private static String line(String name, String minute, double area, int frames) {
        return new AreaPerMinute.Area("door", name, minute, area, frames).json();
    }

    private void see(int second, String colours) throws Exception {
        Frame frame = Frame.newBuilder()
                .setCapturedAt(Timestamps.fromMillis(NOON.plusSeconds(second).toEpochMilli()))
                .setRaw(RawImage.newBuilder()
                        .setWidth(SIDE)
                        .setHeight(SIDE)
                        .setFormat(RawImage.Format.RGB)
                        .setPixels(pixels(colours)))
                .build();
        segmentations.pipeInput("door", service.process(frame.toByteArray()).toByteArray());
    }

    /** Red, blue, or blue beside red in equal parts. */
    private static ByteString pixels(String colours) {
        byte[] rgb = new byte[SIDE * SIDE * 3];
        for (int i = 0; i < SIDE * SIDE; i++) {
            boolean left = i % SIDE < SIDE / 2;
            boolean blue = colours.equals("blue") || colours.equals("half") && left;
            rgb[3 * i + (blue ? 2 : 0)] = (byte) 255;
        }
        return ByteString.copyFrom(rgb);
    }
}
