package dev.eader.camera;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.bytedeco.ffmpeg.global.avutil.AV_ERROR_MAX_STRING_SIZE;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_180;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_CLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_COUNTERCLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.rotate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameGrabber;
import org.bytedeco.javacv.OpenCVFrameConverter;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The pictures of a video file or stream, whatever FFmpeg reads, turned upright and re-encoded as JPEG. A frame's id is
 * the file's name, or the time the stream was opened, and the number of the frame.
 */
public final class VideoSource implements FrameSource {

    private static final Pattern URL = Pattern.compile("([a-z][a-z0-9+.-]+)://.*", Pattern.CASE_INSENSITIVE);
    private static final Pattern LIVE = Pattern.compile("(rtsps?|rtp|rtmps?|srt|udp)://.*", Pattern.CASE_INSENSITIVE);
    private static final Pattern FFMPEG_ERROR = Pattern.compile("error (-\\d+)");

    /** FFmpeg names: over TCP no picture is torn; a silent stream is given up after so many microseconds. */
    private static final Map<String, String> STREAM_OPTIONS =
            Map.of("rtsp_transport", "tcp", "timeout", "5000000", "rw_timeout", "5000000");

    private final String origin;
    private final String idPrefix;
    private final boolean live;
    private final FFmpegFrameGrabber grabber;
    private final OpenCVFrameConverter.ToMat converter = new OpenCVFrameConverter.ToMat();
    private final Mat turned = new Mat();
    private final int quarterTurns;
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
        this.live = LIVE.matcher(origin).matches();
        this.idPrefix =
                url ? openedAt() : Path.of(origin).getFileName().toString().replaceFirst("\\.[^.]*$", "");
        av_log_set_level(AV_LOG_ERROR);
        grabber = new FFmpegFrameGrabber(origin);
        if (url) {
            grabber.setOptions(STREAM_OPTIONS);
        }
        try {
            grabber.start();
        } catch (FrameGrabber.Exception e) {
            close();
            throw new IllegalArgumentException("video " + origin + " cannot be opened: " + reason(e), e);
        }
        if (!grabber.hasVideo()) {
            close();
            throw new IllegalArgumentException(origin + " has no pictures; a video is needed");
        }
        quarterTurns = Math.floorMod(Math.round(grabber.getDisplayRotation() / 90), 4);
    }

    @Override
    public Optional<CameraFrame> next() {
        try {
            Frame picture = grabber.grabImage();
            if (picture == null) {
                return Optional.empty();
            }
            var capturedAt = Instant.now();
            var id = "%s-%06d".formatted(idPrefix, index++);
            return Optional.of(new CameraFrame(id, Jpeg.encode(upright(converter.convert(picture))), capturedAt));
        } catch (IOException e) {
            throw new UncheckedIOException("video " + origin + " cannot be read further: " + reason(e), e);
        }
    }

    /** The file's frames a second; 0 for a live stream. */
    @Override
    public double rate() {
        return live ? 0 : grabber.getVideoFrameRate();
    }

    @Override
    public void close() {
        converter.close();
        turned.close();
        try {
            grabber.close();
        } catch (FrameGrabber.Exception e) {
            throw new UncheckedIOException("video " + origin + " cannot be closed: " + reason(e), e);
        }
    }

    /** Phones film sideways and note the rotation, in quarter turns counter-clockwise, beside the pictures. */
    private Mat upright(Mat picture) {
        if (quarterTurns == 0) {
            return picture;
        }
        int[] codes = {ROTATE_90_COUNTERCLOCKWISE, ROTATE_180, ROTATE_90_CLOCKWISE};
        rotate(picture, turned, codes[quarterTurns - 1]);
        return turned;
    }

    private static String openedAt() {
        return DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss")
                .withZone(ZoneOffset.UTC)
                .format(Instant.now());
    }

    /** FFmpeg's own words for its error number; the grabber's message has the number alone. */
    private static String reason(Exception e) {
        var number = FFMPEG_ERROR.matcher(String.valueOf(e.getMessage()));
        if (!number.find()) {
            return e.getMessage();
        }
        byte[] words = new byte[AV_ERROR_MAX_STRING_SIZE];
        av_strerror(Integer.parseInt(number.group(1)), words, words.length);
        return new String(words, UTF_8).trim();
    }
}
