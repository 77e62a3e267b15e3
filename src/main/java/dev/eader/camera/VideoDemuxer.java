package dev.eader.camera;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_DURATION_FROM_BITRATE;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_frame_rate;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Reads the compressed packets of the first video stream of a file or URL, detects a truncated file, and limits the wait
 * for a network. Not thread-safe.
 */
final class VideoDemuxer implements AutoCloseable {
    private static final long MAX_SILENCE_SECONDS = 5;
    private static final long MAX_OPENING_SECONDS = 15;
    /** Tolerated difference to the stated duration: durations are rounded, and streams of a file differ in length. */
    private static final double MAX_MISSING_SECONDS = 0.5;

    private static final double MICROSECONDS = 1e-6;

    private final boolean network;
    private final AVPacket packet = av_packet_alloc();
    private final Deadline deadline = new Deadline();
    private AVFormatContext format;
    private AVStream stream;
    private long packets;
    private double end;

    /** Interrupts FFmpeg when a time has passed. FFmpeg's own timeouts restart with each of several attempts. */
    private static final class Deadline extends AVIOInterruptCB.Callback_Pointer {
        private volatile long at = Long.MAX_VALUE;
        private volatile boolean passed;

        void set(long seconds) {
            at = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        }

        @Override
        public int call(Pointer unused) {
            passed |= at != Long.MAX_VALUE && System.nanoTime() - at > 0;
            return passed ? 1 : 0;
        }
    }

    /**
     * Opens a file or URL.
     *
     * @param options options of FFmpeg
     * @param network whether to limit the time to open and to wait for each packet
     * @throws FfmpegException if it cannot be opened
     * @throws IllegalArgumentException if it has no video stream
     */
    VideoDemuxer(String origin, Map<String, String> options, boolean network) {
        this.network = network;
        try {
            open(origin, options);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void open(String origin, Map<String, String> options) {
        AVFormatContext opening = avformat_alloc_context();
        if (network) {
            deadline.set(MAX_OPENING_SECONDS);
            opening.interrupt_callback().callback(deadline);
        }
        AVDictionary dictionary = new AVDictionary(null);
        options.forEach((name, value) -> av_dict_set(dictionary, name, value, 0));
        int opened = avformat_open_input(opening, origin, null, dictionary);
        av_dict_free(dictionary);
        FfmpegException.check(opened);
        format = opening;
        FfmpegException.check(avformat_find_stream_info(format, (PointerPointer<?>) null));
        stream = videoStream(origin);
        restartDeadline();
    }

    /** Returns the first video stream that is not cover art, which audio files contain as a stream of one image. */
    private AVStream videoStream(String origin) {
        boolean hasCover = false;
        for (int i = 0; i < format.nb_streams(); i++) {
            AVStream candidate = format.streams(i);
            if (candidate.codecpar().codec_type() == AVMEDIA_TYPE_VIDEO) {
                if ((candidate.disposition() & AV_DISPOSITION_ATTACHED_PIC) == 0) {
                    return candidate;
                }
                hasCover = true;
            }
        }
        throw new IllegalArgumentException(
                origin + (hasCover ? " has cover art but no video" : " has no video stream") + "; a video is needed");
    }

    AVFormatContext format() {
        return format;
    }

    AVStream stream() {
        return stream;
    }

    /** Returns the number of video packets read so far. */
    long packets() {
        return packets;
    }

    /** Returns whether the origin sets the pace: a network stream of unknown duration. */
    boolean isLive() {
        return network
                && (!hasKnownDuration() || format.pb() == null || format.pb().isNull());
    }

    /** Returns the frames per second that the header states; 0 if it states none. */
    double rate() {
        AVRational rate = av_guess_frame_rate(format, stream, null);
        return rate.num() > 0 && rate.den() > 0 ? (double) rate.num() / rate.den() : 0;
    }

    /**
     * Returns the next packet of the video stream, valid until the next call; null at the end.
     *
     * @throws IllegalStateException if reading fails or no packet arrives for 5 seconds
     */
    AVPacket next() {
        while (true) {
            av_packet_unref(packet);
            int read = av_read_frame(format, packet);
            if (read == AVERROR_EOF && !deadline.passed) {
                return null;
            }
            if (read < 0) {
                throw new IllegalStateException(
                        deadline.passed
                                ? "no frame arrived for " + MAX_SILENCE_SECONDS + " seconds"
                                : "reading failed after " + packets + " frames; the connection broke or the file is"
                                        + " damaged (FFmpeg: " + FfmpegException.message(read) + ")");
            }
            end = Math.max(end, endOf(packet));
            if (packet.stream_index() == stream.index()) {
                restartDeadline();
                packets++;
                return packet;
            }
        }
    }

    private void restartDeadline() {
        if (network) {
            deadline.set(MAX_SILENCE_SECONDS);
        }
    }

    /** Returns the end of a packet in seconds from the start of the file; 0 if unknown. */
    private double endOf(AVPacket packet) {
        AVRational base = format.streams(packet.stream_index()).time_base();
        long time = packet.pts() == AV_NOPTS_VALUE ? packet.dts() : packet.pts();
        if (time == AV_NOPTS_VALUE) {
            return 0;
        }
        double start = format.start_time() == AV_NOPTS_VALUE ? 0 : format.start_time() * MICROSECONDS;
        return (time + packet.duration()) * (double) base.num() / base.den() - start;
    }

    /** @throws IllegalStateException if the stream ended before its stated end */
    void checkComplete() {
        if (network && !hasKnownDuration()) {
            throw new IllegalStateException("the server closed the connection after " + packets + " frames");
        }
        double duration = hasKnownDuration() ? format.duration() * MICROSECONDS : 0;
        double allowed = Math.max(MAX_MISSING_SECONDS, 2 / Math.max(rate(), 1));
        if (stream.nb_frames() > packets || duration - end > allowed && end > 0) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "it ends after %.1f of %.1f seconds (%d frames); the file is truncated or damaged",
                    end,
                    duration,
                    packets));
        }
    }

    private boolean hasKnownDuration() {
        return format.duration() != AV_NOPTS_VALUE
                && format.duration() > 0
                && format.duration_estimation_method() != AVFMT_DURATION_FROM_BITRATE;
    }

    @Override
    public void close() {
        if (format != null) {
            avformat_close_input(format);
            format = null;
        }
        av_packet_free(packet);
        deadline.close();
    }
}
