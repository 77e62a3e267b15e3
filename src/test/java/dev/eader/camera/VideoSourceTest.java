package dev.eader.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoSourceTest {

    private static final int WIDTH = 64;
    private static final int HEIGHT = 48;
    private static final Color[] COLOURS = {Color.RED, Color.GREEN, Color.BLUE, Color.WHITE};

    @TempDir
    Path folder;

    @Test
    void video_file_yields_each_frame_as_jpeg_at_its_rate() throws IOException {
        try (var source = new VideoSource(video(null).toString())) {
            assertThat(source.rate()).isEqualTo(25);
            var frames = FolderSourceTest.all(source);
            assertThat(frames)
                    .extracting(CameraFrame::frameId)
                    .containsExactly("gate-000000", "gate-000001", "gate-000002", "gate-000003");
            for (int i = 0; i < COLOURS.length; i++) {
                var image = decode(frames.get(i).encoded());
                assertThat(image.getWidth()).isEqualTo(WIDTH);
                assertThat(image.getHeight()).isEqualTo(HEIGHT);
                assertNear(new Color(image.getRGB(WIDTH / 2, HEIGHT - 8)), COLOURS[i]);
                assertNear(new Color(image.getRGB(WIDTH / 2, 8)), Color.BLACK);
            }
        }
    }

    @Test
    void rotated_video_is_decoded_upright() throws IOException {
        try (var source = new VideoSource(video("90").toString())) {
            var image = decode(source.next().orElseThrow().encoded());
            assertThat(image.getWidth()).isEqualTo(HEIGHT);
            assertThat(image.getHeight()).isEqualTo(WIDTH);
            // Rotated clockwise, the black top is on the right.
            assertNear(new Color(image.getRGB(HEIGHT - 8, WIDTH / 2)), Color.BLACK);
            assertNear(new Color(image.getRGB(8, WIDTH / 2)), COLOURS[0]);
        }
    }

    @Test
    void missing_or_invalid_file_is_refused_with_its_name() throws IOException {
        var missing = folder.resolve("missing.mp4").toString();
        assertThatThrownBy(() -> new VideoSource(missing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("video " + missing + " does not exist; a file or a URL is needed");
        var text =
                Files.writeString(folder.resolve("text.mp4"), "no video at all").toString();
        assertThatThrownBy(() -> new VideoSource(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("video " + text + " cannot be opened: Invalid data found when processing input");
    }

    @Test
    void unreachable_stream_is_refused_with_the_reason() throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        var url = "rtsp://127.0.0.1:" + port + "/gate";
        assertThatThrownBy(() -> new VideoSource(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("video " + url + " cannot be opened: Connection refused");
    }

    /** Writes a video of four frames, each black in the upper half and one colour in the lower half. */
    private Path video(String rotation) throws IOException {
        var file = folder.resolve("gate.mov");
        try (var recorder = new FFmpegFrameRecorder(file.toFile(), WIDTH, HEIGHT, 0)) {
            recorder.setVideoCodec(avcodec.AV_CODEC_ID_MJPEG);
            recorder.setPixelFormat(avutil.AV_PIX_FMT_YUVJ444P);
            recorder.setVideoQuality(2);
            recorder.setFrameRate(25);
            if (rotation != null) {
                recorder.setVideoMetadata("rotate", rotation);
                recorder.setDisplayRotation(-Double.parseDouble(rotation));
            }
            recorder.start();
            for (var colour : COLOURS) {
                recorder.record(image(colour), avutil.AV_PIX_FMT_RGB24);
            }
        }
        return file;
    }

    private static Frame image(Color colour) {
        var frame = new Frame(WIDTH, HEIGHT, Frame.DEPTH_UBYTE, 3);
        var pixels = (ByteBuffer) frame.image[0];
        for (int y = 0; y < HEIGHT; y++) {
            pixels.position(y * frame.imageStride);
            for (int x = 0; x < WIDTH; x++) {
                var pixel = y < HEIGHT / 2 ? Color.BLACK : colour;
                pixels.put((byte) pixel.getRed()).put((byte) pixel.getGreen()).put((byte) pixel.getBlue());
            }
        }
        pixels.rewind();
        return frame;
    }

    static BufferedImage decode(byte[] jpeg) throws IOException {
        assertThat(jpeg).startsWith(0xFF, 0xD8);
        return ImageIO.read(new ByteArrayInputStream(jpeg));
    }

    static void assertNear(Color actual, Color expected) {
        assertThat(actual.getRed()).isCloseTo(expected.getRed(), within(20));
        assertThat(actual.getGreen()).isCloseTo(expected.getGreen(), within(20));
        assertThat(actual.getBlue()).isCloseTo(expected.getBlue(), within(20));
    }
}
