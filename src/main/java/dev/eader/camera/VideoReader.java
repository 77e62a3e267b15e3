package dev.eader.camera;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
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
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** Demultiplexes and decodes the first video stream of a file or URL, and filters its frames. Not thread-safe. */
final class VideoReader implements AutoCloseable {
    private static final long MAX_SILENCE = TimeUnit.SECONDS.toNanos(5);
    private static final long MAX_OPENING = TimeUnit.SECONDS.toNanos(15);
    /** In seconds: durations in headers are rounded, and streams of one file end at different times. */
    private static final double MAX_MISSING = 0.5;

    private static final double MICROSECONDS = 1e-6;

    private final boolean network;
    private final AVFrame decoded = av_frame_alloc();
    private final AVFrame filtered = av_frame_alloc();
    private final AVPacket packet = av_packet_alloc();
    private final Deadline deadline = new Deadline();
    private AVFormatContext format;
    private AVCodecContext codec;
    private AVStream stream;
    private VideoFilter filter;
    private boolean hasPending;
    private boolean rebuilding;
    private boolean ended;
    private boolean flushed;
    private long packets;
    private long damaged;
    private double end;

    /** Asked by FFmpeg while it waits. FFmpeg's own timeouts count each of several tries anew. */
    private static final class Deadline extends AVIOInterruptCB.Callback_Pointer {
        private volatile long at = Long.MAX_VALUE;
        private volatile boolean passed;

        void in(long nanoseconds) {
            at = System.nanoTime() + nanoseconds;
        }

        @Override
        public int call(Pointer unused) {
            passed |= at != Long.MAX_VALUE && System.nanoTime() - at > 0;
            return passed ? 1 : 0;
        }
    }

    /**
     * Opens the origin.
     *
     * @param options of FFmpeg
     * @param network whether silence must end the reading
     * @throws FfmpegException when it cannot be opened
     * @throws IllegalArgumentException when it has no video stream
     */
    VideoReader(String origin, Map<String, String> options, boolean network) {
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
            deadline.in(MAX_OPENING);
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
        AVCodec decoder = avcodec_find_decoder(stream.codecpar().codec_id());
        if (decoder == null) {
            throw new IllegalArgumentException(origin + " has a video stream that FFmpeg cannot decode");
        }
        codec = avcodec_alloc_context3(decoder);
        FfmpegException.check(avcodec_parameters_to_context(codec, stream.codecpar()));
        codec.pkt_timebase(stream.time_base());
        // Threads that decode several frames at once would hold back a camera's last frames.
        codec.thread_count(network ? 1 : 0);
        FfmpegException.check(avcodec_open2(codec, decoder, (PointerPointer<?>) null));
        filter = new VideoFilter(format, stream);
        deadlineForNextPicture();
    }

    /** Cover art, which music files carry as a stream of one picture, is no video. */
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
                origin + (hasCover ? " has cover art but no video" : " has no pictures") + "; a video is needed");
    }

    /** Whether the origin sets the pace: the length of what arrives over the network is not known. */
    boolean isLive() {
        return network
                && (!hasKnownDuration() || format.pb() == null || format.pb().isNull());
    }

    /** Frames a second by the header; 0 when it does not say. */
    double rate() {
        AVRational rate = av_guess_frame_rate(format, stream, null);
        return rate.num() > 0 && rate.den() > 0 ? (double) rate.num() / rate.den() : 0;
    }

    /**
     * The next frame, as BGR24; valid until the next call. Null at the end.
     *
     * @throws FfmpegException when it cannot be read further
     * @throws IllegalStateException when the stream ended before its stated end, fell silent, or was damaged
     */
    AVFrame next() {
        while (true) {
            if (filter.next(filtered)) {
                return filtered;
            }
            if (rebuilding) {
                filter.close();
                rebuilding = false;
            }
            if (hasPending) {
                filter.add(decoded);
                hasPending = false;
            } else if (avcodec_receive_frame(codec, decoded) >= 0) {
                hasPending = true;
                rebuilding = filter.needsRebuild(decoded);
                if (rebuilding) {
                    filter.finish();
                }
            } else if (!ended) {
                readPacket();
            } else if (!flushed) {
                flushed = true;
                filter.finish();
            } else {
                checkEnd();
                return null;
            }
        }
    }

    private void readPacket() {
        int read = av_read_frame(format, packet);
        if (read < 0) {
            if (deadline.passed) {
                throw new IllegalStateException("no picture came for 5 seconds");
            }
            if (read != AVERROR_EOF) {
                throw new IllegalStateException(
                        "reading failed" + afterFrames() + "; the connection broke or the file is damaged (FFmpeg: "
                                + FfmpegException.message(read) + ")");
            }
            ended = true;
            avcodec_send_packet(codec, null);
            return;
        }
        end = Math.max(end, endOf(packet));
        if (packet.stream_index() == stream.index()) {
            deadlineForNextPicture();
            packets++;
            boolean corrupt = (packet.flags() & AV_PKT_FLAG_CORRUPT) != 0;
            if (avcodec_send_packet(codec, packet) < 0 || corrupt) {
                damaged++;
            }
        }
        av_packet_unref(packet);
    }

    private void deadlineForNextPicture() {
        if (network) {
            deadline.in(MAX_SILENCE);
        }
    }

    /** In seconds from the start of the file; 0 when it is not known. */
    private double endOf(AVPacket packet) {
        AVRational base = format.streams(packet.stream_index()).time_base();
        long time = packet.pts() == AV_NOPTS_VALUE ? packet.dts() : packet.pts();
        if (time == AV_NOPTS_VALUE) {
            return 0;
        }
        double start = format.start_time() == AV_NOPTS_VALUE ? 0 : format.start_time() * MICROSECONDS;
        return (time + packet.duration()) * (double) base.num() / base.den() - start;
    }

    private void checkEnd() {
        if (network && !hasKnownDuration()) {
            throw new IllegalStateException("the other side closed the connection" + afterFrames());
        }
        double duration = hasKnownDuration() ? format.duration() * MICROSECONDS : 0;
        double allowed = Math.max(MAX_MISSING, 2 / Math.max(rate(), 1));
        if (stream.nb_frames() > packets || duration - end > allowed && end > 0) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "it ends after %.1f of %.1f seconds, %d frames; the file is truncated or damaged",
                    end,
                    duration,
                    packets));
        }
        if (damaged > 0) {
            throw new IllegalStateException(damaged + " of " + packets + " frames are damaged");
        }
    }

    private boolean hasKnownDuration() {
        return format.duration() != AV_NOPTS_VALUE
                && format.duration() > 0
                && format.duration_estimation_method() != AVFMT_DURATION_FROM_BITRATE;
    }

    private String afterFrames() {
        return " after " + packets + " frames";
    }

    @Override
    public void close() {
        if (filter != null) {
            filter.close();
        }
        if (codec != null) {
            avcodec_free_context(codec);
            codec = null;
        }
        if (format != null) {
            avformat_close_input(format);
            format = null;
        }
        av_frame_free(decoded);
        av_frame_free(filtered);
        av_packet_free(packet);
        deadline.close();
    }
}
