package dev.eader.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the frames of {@link VideoSource} with those that the ffmpeg program decodes from the same file. */
@Timeout(120)
class FfmpegFramesTest {
    private static final int MAX_WIDTH = 160;
    private static final double MIN_PSNR = 40;
    private static final String VIDEO = "gradients=size=320x240:rate=25:nb_colors=4:seed=7:speed=0.05";

    @TempDir
    Path folder;

    @Test
    void every_width_up_to_160_matches_ffmpeg() throws Exception {
        List<String> make = new ArrayList<>(List.of("-f", "lavfi", "-i", VIDEO));
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        for (int width = 1; width <= MAX_WIDTH; width++) {
            make.addAll(List.of("-frames:v", "2", "-vf", "scale=" + width + ":60,setsar=1,format=yuv420p"));
            make.addAll(List.of("-c:v", "ffv1", "-level", "1", file(width + ".mkv")));
            inputs.addAll(List.of("-i", file(width + ".mkv")));
            outputs.addAll(List.of("-map", width - 1 + ":v", "-pix_fmt", "bgr24", "-f", "rawvideo"));
            outputs.add(file(width + ".mkv.bgr"));
        }
        FfmpegProgram.run(folder, make);
        inputs.addAll(outputs);
        FfmpegProgram.run(folder, inputs);

        for (int width = 1; width <= MAX_WIDTH; width++) {
            assertSameFrames(width + ".mkv", width, 60, 2);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "90, 0", "180, 0", "270, 0", "0, 1", "90, 1", "180, 1", "270, 1"})
    void every_display_matrix_matches_ffmpeg(int rotation, int mirrored) throws Exception {
        video("plain.mp4", "scale=96:64,setsar=1,format=yuv420p", "mpeg4", "-q:v", "2");
        List<String> rotate = new ArrayList<>(List.of("-display_rotation", String.valueOf(rotation)));
        if (mirrored == 1) {
            rotate.addAll(List.of("-display_hflip"));
        }
        rotate.addAll(List.of("-i", file("plain.mp4"), "-c", "copy", file("rotated.mp4")));
        FfmpegProgram.run(folder, rotate);
        reference("rotated.mp4");

        boolean isUpright = rotation % 180 == 0;
        assertSameFrames("rotated.mp4", isUpright ? 96 : 64, isUpright ? 64 : 96, 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bt709:range=tv", "bt709:range=pc", "smpte170m:range=tv", "smpte170m:range=pc"})
    void colour_matrix_and_range_match_ffmpeg(String colours) throws Exception {
        video("colours.mkv", "scale=96:64,setsar=1,format=yuv420p,setparams=colorspace=" + colours, "ffv1");
        reference("colours.mkv");

        assertSameFrames("colours.mkv", 96, 64, 4);
    }

    @ParameterizedTest
    @CsvSource({"2/1, 192, 64", "1/2, 96, 128"})
    void non_square_pixels_become_square(String ratio, int width, int height) throws Exception {
        video("wide.mkv", "scale=96:64,setsar=" + ratio + ",format=yuv420p", "ffv1");
        reference("wide.mkv", "-vf", "scale=" + width + ":" + height);

        assertSameFrames("wide.mkv", width, height, 4);
    }

    @Test
    void interlaced_video_is_deinterlaced() throws Exception {
        video(
                "interlaced.mpg",
                "scale=96:64,setsar=1,format=yuv420p,separatefields,select='not(mod(n\\,4))+eq(mod(n\\,4)\\,3)',"
                        + "weave=first_field=top,setfield=tff",
                "mpeg2video",
                "-flags",
                "+ilme+ildct",
                "-q:v",
                "2");
        reference("interlaced.mpg", "-vf", "yadif=deint=interlaced");

        int frames = (int) Files.size(folder.resolve("interlaced.mpg.bgr")) / (96 * 64 * 3);
        assertThat(frames).isGreaterThan(1);
        assertSameFrames("interlaced.mpg", 96, 64, frames);
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole.mp4", "whole.mkv"})
    void truncated_file_fails_after_its_frames(String name) throws Exception {
        List<String> make = new ArrayList<>(List.of("-f", "lavfi", "-i", VIDEO, "-t", "4"));
        make.addAll(List.of("-c:v", "mpeg4", "-q:v", "2", "-movflags", "+faststart", file(name)));
        FfmpegProgram.run(folder, make);
        byte[] whole = Files.readAllBytes(folder.resolve(name));
        Path cut = Files.write(folder.resolve("cut-" + name), Arrays.copyOf(whole, whole.length / 2));

        assertThat(frames(folder.resolve(name))).hasSize(100);
        try (VideoSource source = new VideoSource(cut.toString())) {
            assertThatThrownBy(() -> {
                        while (source.next().isPresent()) {
                            // Reads the frames before the cut.
                        }
                    })
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("cut-" + name);
        }
    }

    @Test
    void audio_file_with_cover_art_is_refused() throws Exception {
        FfmpegProgram.run(
                folder,
                List.of(
                        "-f",
                        "lavfi",
                        "-i",
                        "anullsrc",
                        "-f",
                        "lavfi",
                        "-i",
                        VIDEO,
                        "-map",
                        "0",
                        "-map",
                        "1",
                        "-frames:v",
                        "1",
                        "-t",
                        "1",
                        "-c:a",
                        "aac",
                        "-c:v",
                        "mjpeg",
                        "-disposition:v:0",
                        "attached_pic",
                        file("song.m4a")));

        assertThatThrownBy(() -> new VideoSource(file("song.m4a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("song.m4a")
                .hasMessageContaining("has cover art but no video");
    }

    /** Writes a video of at most four frames. */
    private void video(String name, String filters, String codec, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-f", "lavfi", "-i", VIDEO, "-frames:v", "4", "-vf", filters));
        arguments.addAll(List.of("-c:v", codec));
        arguments.addAll(List.of(options));
        arguments.add(file(name));
        FfmpegProgram.run(folder, arguments);
    }

    /** Decodes a video to BGR with the ffmpeg program. */
    private void reference(String name, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-i", file(name)));
        arguments.addAll(List.of(options));
        arguments.addAll(
                List.of("-fps_mode", "passthrough", "-pix_fmt", "bgr24", "-f", "rawvideo", file(name + ".bgr")));
        FfmpegProgram.run(folder, arguments);
    }

    private void assertSameFrames(String name, int width, int height, int count) throws IOException {
        byte[] expected = Files.readAllBytes(folder.resolve(name + ".bgr"));
        List<CameraFrame> frames = frames(folder.resolve(name));
        assertThat(frames).as(name).hasSize(count);
        assertThat(expected).as(name).hasSize(count * width * height * 3);
        for (int i = 0; i < count; i++) {
            BufferedImage image = VideoSourceTest.decode(frames.get(i).encoded());
            assertThat(image.getWidth()).as(name).isEqualTo(width);
            assertThat(image.getHeight()).as(name).isEqualTo(height);
            assertThat(psnr(image, encoded(expected, i, width, height)))
                    .as("PSNR of frame %d of %s", i, name)
                    .isGreaterThan(MIN_PSNR);
        }
    }

    private static List<CameraFrame> frames(Path video) {
        try (VideoSource source = new VideoSource(video.toString())) {
            List<CameraFrame> frames = new ArrayList<>();
            for (var frame = source.next(); frame.isPresent(); frame = source.next()) {
                frames.add(frame.get());
            }
            return frames;
        }
    }

    /** Encodes a frame of ffmpeg as JPEG, so that both frames have the loss of the encoder. */
    private static BufferedImage encoded(byte[] bgr, int index, int width, int height) throws IOException {
        int size = width * height * 3;
        try (PointerScope scope = new PointerScope()) {
            BytePointer pixels = new BytePointer(Arrays.copyOfRange(bgr, index * size, (index + 1) * size));
            return VideoSourceTest.decode(JpegEncoder.encode(new Mat(height, width, CV_8UC3, pixels)));
        }
    }

    private static double psnr(BufferedImage one, BufferedImage other) {
        double squares = 0;
        for (int y = 0; y < one.getHeight(); y++) {
            for (int x = 0; x < one.getWidth(); x++) {
                for (int shift = 0; shift < 24; shift += 8) {
                    int difference = (one.getRGB(x, y) >> shift & 0xff) - (other.getRGB(x, y) >> shift & 0xff);
                    squares += difference * difference;
                }
            }
        }
        return 10 * Math.log10(255 * 255 / Math.max(1e-9, squares / (3 * one.getWidth() * one.getHeight())));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }
}
