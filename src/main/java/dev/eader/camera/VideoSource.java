package dev.eader.camera;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_FATAL;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Reads the frames of a video file or stream with FFmpeg and encodes them as JPEG: upright, deinterlaced, with square
 * pixels. The frame id is the file name, or the time at which the stream was opened, and the number of the frame. Not
 * thread-safe.
 */
public final class VideoSource implements FrameSource {

    private static final Pattern URL = Pattern.compile("([a-z][a-z0-9+.-]+)://.*", Pattern.CASE_INSENSITIVE);
    private static final double DEFAULT_RATE = 10;

    /** RTSP over TCP loses no packets. Without buffering, frames of an HTTP stream arrive without delay. */
    private static final Map<String, String> STREAM_OPTIONS = Map.of("rtsp_transport", "tcp", "fflags", "nobuffer");

    private final String origin;
    private final String idPrefix;
    private final VideoReader reader;
    private long index;

    /**
     * @param origin path of a file, or a URL such as {@code rtsp://host/stream}
     * @throws IllegalArgumentException if it does not exist, cannot be opened, or has no video
     */
    public VideoSource(String origin) {
        boolean isUrl = URL.matcher(origin).matches();
        if (!isUrl && !Files.isRegularFile(Path.of(origin))) {
            throw new IllegalArgumentException("video " + origin + " does not exist; a file or a URL is needed");
        }
        this.origin = origin;
        this.idPrefix =
                isUrl ? openedAt() : Path.of(origin).getFileName().toString().replaceFirst("\\.[^.]*$", "");
        av_log_set_level(AV_LOG_FATAL);
        boolean network = isUrl && !origin.toLowerCase(Locale.ROOT).startsWith("file:");
        // Without the prefix, FFmpeg would parse "a:b.mp4" as a URL.
        String address = isUrl ? origin : "file:" + origin;
        try {
            reader = new VideoReader(address, network ? STREAM_OPTIONS : Map.of(), network);
        } catch (FfmpegException e) {
            throw new IllegalArgumentException("video " + origin + " cannot be opened: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<CameraFrame> next() {
        try (PointerScope scope = new PointerScope()) {
            AVFrame image = reader.next();
            if (image == null) {
                return Optional.empty();
            }
            Instant capturedAt = Instant.now();
            String id = String.format(Locale.ROOT, "%s-%06d", idPrefix, index++);
            Mat pixels = new Mat(image.height(), image.width(), CV_8UC3, image.data(0), image.linesize(0));
            return Optional.of(new CameraFrame(id, JpegEncoder.encode(pixels), capturedAt));
        } catch (FfmpegException | IllegalStateException e) {
            throw new UncheckedIOException(
                    "video " + origin + " cannot be read further: " + e.getMessage(), new IOException(e));
        }
    }

    /** Returns the frames per second of a file; 0 for a live stream, whose frames are sent when they arrive. */
    @Override
    public double rate() {
        double rate = reader.rate();
        return reader.isLive() ? 0 : rate > 0 ? rate : DEFAULT_RATE;
    }

    @Override
    public void close() {
        reader.close();
    }

    private static String openedAt() {
        return DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(Instant.now());
    }
}
