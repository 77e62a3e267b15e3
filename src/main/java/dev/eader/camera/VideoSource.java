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
 * The frames of a video file or stream, encoded as JPEG: upright, deinterlaced and with square pixels. A frame's id is the
 * file's name, or the time the stream was opened, and the number of the frame. Reads every format that FFmpeg reads.
 */
public final class VideoSource implements FrameSource {

    private static final Pattern URL = Pattern.compile("([a-z][a-z0-9+.-]+)://.*", Pattern.CASE_INSENSITIVE);
    private static final double DEFAULT_RATE = 10;

    /** Over TCP no picture is torn. Without a buffer an HTTP stream arrives as it was sent. */
    private static final Map<String, String> STREAM_OPTIONS = Map.of("rtsp_transport", "tcp", "fflags", "nobuffer");

    private final String origin;
    private final String idPrefix;
    private final VideoReader reader;
    private long index;

    /**
     * @param origin a file, or a URL as {@code rtsp://host/stream}
     * @throws IllegalArgumentException when it is missing, cannot be opened, or has no pictures
     */
    public VideoSource(String origin) {
        boolean url = URL.matcher(origin).matches();
        if (!url && !Files.isRegularFile(Path.of(origin))) {
            throw new IllegalArgumentException("video " + origin + " does not exist; a file or a URL is needed");
        }
        this.origin = origin;
        this.idPrefix =
                url ? openedAt() : Path.of(origin).getFileName().toString().replaceFirst("\\.[^.]*$", "");
        av_log_set_level(AV_LOG_FATAL);
        boolean network = url && !origin.toLowerCase(Locale.ROOT).startsWith("file:");
        // FFmpeg would take "a:b.mp4" for a URL.
        String address = url ? origin : "file:" + origin;
        try {
            reader = new VideoReader(address, network ? STREAM_OPTIONS : Map.of(), network);
        } catch (FfmpegException e) {
            throw new IllegalArgumentException("video " + origin + " cannot be opened: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<CameraFrame> next() {
        try (PointerScope scope = new PointerScope()) {
            AVFrame picture = reader.next();
            if (picture == null) {
                return Optional.empty();
            }
            var capturedAt = Instant.now();
            var id = String.format(Locale.ROOT, "%s-%06d", idPrefix, index++);
            Mat pixels = new Mat(picture.height(), picture.width(), CV_8UC3, picture.data(0), picture.linesize(0));
            return Optional.of(new CameraFrame(id, JpegEncoder.encode(pixels), capturedAt));
        } catch (FfmpegException | IllegalStateException e) {
            throw new UncheckedIOException(
                    "video " + origin + " cannot be read further: " + e.getMessage(), new IOException(e));
        }
    }

    /** The file's frames a second; 0 for a live stream, whose frames are sent as they arrive. */
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
