package dev.eader.console;

import static dev.eader.console.ConsoleFixture.DEMO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import dev.eader.image.Size;
import dev.eader.image.maps.PalettePng;
import dev.eader.image.maps.PixelLabels;
import dev.eader.v1.Frame;
import dev.eader.v1.Result;
import dev.eader.v1.Segmentation;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The wall and the sources of the running service, compared with the records in Kafka. */
class ConsoleIT {
    @RegisterExtension
    static final ConsoleFixture CONSOLE = new ConsoleFixture();

    /** Every 997th value of the demo camera's canvas. */
    private static final String SAMPLES = "(canvas => [...canvas.getContext('2d')"
            + ".getImageData(0, 0, canvas.width, canvas.height).data]"
            + ".filter((value, at) => at % 997 === 0).join())(" + DEMO + ".querySelector('canvas'))";

    @Test
    void demo_camera_is_shown_live_with_classes_and_model() {
        String first = CONSOLE.evaluate(SAMPLES).asText();
        assertThat(first.split(",")).hasSizeGreaterThan(500);
        Awaitility.await("another picture")
                .until(() -> !CONSOLE.evaluate(SAMPLES).asText().equals(first));
        CONSOLE.await(DEMO + ".querySelector('.legend li:not(.gone)')");
        assertThat(CONSOLE.evaluate(DEMO + ".querySelector('.legend').innerText")
                        .asText())
                .containsPattern("\\w+\\s+\\d+ %");
        assertThat(CONSOLE.evaluate(DEMO + ".querySelector('.model').innerText").asText())
                .startsWith("scenes ");
        CONSOLE.await("document.getElementById('connection').textContent === 'Live'");
    }

    @Test
    void overlay_equals_label_map_in_kafka() throws Exception {
        CONSOLE.await(DEMO + ".querySelector('.legend li:not(.gone)')");
        CONSOLE.evaluate(DEMO + ".querySelector('.freeze').click()");
        JsonNode seen = CONSOLE.evaluate(
                """
                (async (tile) => {
                  await new Promise(done => setTimeout(done, 200));
                  const { elements } = document.getElementById('controls');
                  const canvas = tile.querySelector('canvas');
                  const pixels = (view) => {
                    document.querySelector(`input[value=${view}]`).click();
                    return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                  };
                  elements.opacity.value = 100;
                  elements.opacity.dispatchEvent(new Event('input', { bubbles: true }));
                  const bare = pixels('frame');
                  const masked = pixels('mask');
                  const painted = [];
                  for (let at = 0; at < bare.length; at += 4 * 37) {
                    painted.push([0, 1, 2].some(channel => Math.abs(bare[at + channel] - masked[at + channel]) > 2));
                  }
                  const [, , partition, offset] = tile.querySelector('.open').hash.split('/');
                  return { painted, partition, offset, width: canvas.width, height: canvas.height };
                })(%s)
                """
                        .formatted(DEMO));
        Result result = CONSOLE.records()
                .outcome(seen.get("partition").asInt(), seen.get("offset").asLong())
                .getResult();
        Size size = new Size(seen.get("width").asInt(), seen.get("height").asInt());
        assertThat(size).isEqualTo(new Size(result.getWidth(), result.getHeight()));
        PixelLabels labels =
                PalettePng.read(result.getLabelMap().getPng().toByteArray()).resizeNearest(size);
        int different = 0;
        int inside = 0;
        for (int sample = 0; sample < seen.get("painted").size(); sample++) {
            boolean labelled = labels.labels()[sample * 37] != 0;
            inside += labelled ? 1 : 0;
            different += seen.get("painted").get(sample).asBoolean() == labelled ? 0 : 1;
        }
        assertThat(inside).as("samples within a mask").isGreaterThan(50);
        // browser and Java may round a pixel centre on the border of two label map cells differently
        assertThat(different).isLessThan(seen.get("painted").size() / 100);
        CONSOLE.evaluate(DEMO + ".querySelector('.freeze').click()");
    }

    @Test
    void webcam_frames_are_sent_and_segmented() throws Exception {
        CONSOLE.open("sources");
        CONSOLE.click("webcam");
        CONSOLE.await("document.getElementById('webcam').getAttribute('aria-pressed') === 'true'");
        CONSOLE.open("");
        CONSOLE.await("document.querySelector('[data-camera=webcam][data-outcome=result]')");
        assertThat(pictureSize("webcam")).isEqualTo(new Size(640, 480));
        CONSOLE.open("sources");
        CONSOLE.click("webcam");
        CONSOLE.await("document.getElementById('webcam').getAttribute('aria-pressed') === 'false'");
    }

    @Test
    void dropped_video_is_sent_and_segmented() throws Exception {
        byte[] video = Files.readAllBytes(recordVideo());
        CONSOLE.evaluate(
                """
                (() => {
                  const bytes = Uint8Array.from(atob('%s'), each => each.charCodeAt(0));
                  const data = new DataTransfer();
                  data.items.add(new File([bytes], 'video.webm', { type: 'video/webm' }));
                  window.dispatchEvent(new DragEvent('drop', { dataTransfer: data }));
                })()
                """
                        .formatted(Base64.getEncoder().encodeToString(video)));
        CONSOLE.await("document.querySelector('[data-camera=video][data-outcome=result]')");
        assertThat(pictureSize("video")).isEqualTo(new Size(320, 180));
        CONSOLE.await("document.getElementById('video-preview').hidden");
    }

    @Test
    void slow_connection_receives_fewer_but_unchanged_frames() throws Exception {
        try (TestBrowser browser = CONSOLE.openBrowser()) {
            browser.await(DEMO + "?.dataset.outcome === 'result'");
            browser.slowDown(100_000);
            browser.evaluate(
                    """
                    window.received = [];
                    new EventSource('api/live').addEventListener('frame', async (message) => {
                      const event = JSON.parse(message.data);
                      const arrived = Date.now();
                      if (event.camera !== 'demo' || event.outcome !== 'result') { return; }
                      const digest = async (base64) => [...new Uint8Array(await crypto.subtle.digest('SHA-256',
                        Uint8Array.from(atob(base64), each => each.charCodeAt(0))))]
                        .map(each => each.toString(16).padStart(2, '0')).join('');
                      window.received.push({ ...event.origin, arrived, latency: event.latency_ms,
                        picture: await digest(event.picture), map: await digest(event.label_map.png) });
                    });
                    true
                    """);
            // at least six frames, with at least one frame omitted
            browser.await("window.received.length >= 6"
                    + " && window.received.at(-1).offset - window.received[0].offset >= window.received.length");
            long last = -1;
            for (JsonNode each : browser.evaluate("window.received")) {
                long offset = each.get("offset").asLong();
                assertThat(offset).as("newer than the previous frame").isGreaterThan(last);
                last = offset;
                int partition = each.get("partition").asInt();
                Frame frame = CONSOLE.records().frame(partition, offset);
                Segmentation outcome = CONSOLE.records().outcome(partition, offset);
                assertThat(each.get("picture").asText()).isEqualTo(sha256(frame.getEncoded()));
                assertThat(each.get("map").asText())
                        .isEqualTo(sha256(outcome.getResult().getLabelMap().getPng()));
                double delay = each.get("arrived").asLong()
                        - Timestamps.toMillis(frame.getCapturedAt())
                        - each.get("latency").asDouble();
                assertThat(delay).as("milliseconds from outcome to page").isLessThan(15_000);
            }
        }
    }

    /** Records a video of 2 s, 320 x 180 pixels. */
    private static Path recordVideo() throws Exception {
        Path file = CONSOLE.folder().resolve("video.webm");
        try (var recorder = new FFmpegFrameRecorder(file.toString(), 320, 180);
                var frame = new org.bytedeco.javacv.Frame(320, 180, org.bytedeco.javacv.Frame.DEPTH_UBYTE, 3)) {
            recorder.setVideoCodec(avcodec.AV_CODEC_ID_VP8);
            recorder.setFrameRate(10);
            recorder.start();
            for (int number = 0; number < 20; number++) {
                var pixels = (ByteBuffer) frame.image[0];
                for (int at = 0; at < pixels.capacity(); at++) {
                    pixels.put(at, (byte) (at / 7 + number * 12));
                }
                recorder.record(frame);
            }
        }
        return file;
    }

    /** Size of the picture in Kafka of the frame that the camera's tile shows. */
    private static Size pictureSize(String camera) throws Exception {
        String link = CONSOLE.evaluate(
                        "document.querySelector('[data-camera=" + camera + "] .open').getAttribute('href')")
                .asText();
        String[] parts = link.split("/");
        Frame frame = CONSOLE.records().frame(Integer.parseInt(parts[2]), Long.parseLong(parts[3]));
        assertThat(frame.getCameraId()).isEqualTo(camera);
        BufferedImage picture = ImageIO.read(frame.getEncoded().newInput());
        return new Size(picture.getWidth(), picture.getHeight());
    }

    private static String sha256(ByteString bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
    }
}
