package dev.eader.camera;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.PointerPointer;

/** Decodes the first video stream of a file or URL and filters its frames to BGR images. Not thread-safe. */
final class VideoReader implements AutoCloseable {
    private final VideoDemuxer demuxer;
    private final AVFrame decoded = av_frame_alloc();
    private final AVFrame filtered = av_frame_alloc();
    private AVCodecContext codec;
    private VideoFilter filter;
    private boolean hasPending;
    private boolean rebuilding;
    private boolean ended;
    private boolean flushed;
    private long damaged;

    /**
     * Opens a file or URL.
     *
     * @param options options of FFmpeg
     * @param network whether to limit the time to open and to wait for each frame
     * @throws FfmpegException if it cannot be opened
     * @throws IllegalArgumentException if it has no video stream that FFmpeg can decode
     */
    VideoReader(String origin, Map<String, String> options, boolean network) {
        demuxer = new VideoDemuxer(origin, options, network);
        try {
            openDecoder(origin, network);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void openDecoder(String origin, boolean network) {
        AVStream stream = demuxer.stream();
        AVCodec decoder = avcodec_find_decoder(stream.codecpar().codec_id());
        if (decoder == null) {
            throw new IllegalArgumentException(origin + " has a video stream that FFmpeg cannot decode");
        }
        codec = avcodec_alloc_context3(decoder);
        FfmpegException.check(avcodec_parameters_to_context(codec, stream.codecpar()));
        codec.pkt_timebase(stream.time_base());
        // Several decoder threads would delay the frames of a live camera.
        codec.thread_count(network ? 1 : 0);
        FfmpegException.check(avcodec_open2(codec, decoder, (PointerPointer<?>) null));
        filter = new VideoFilter(demuxer.format(), stream);
    }

    /** Returns whether the origin sets the pace. */
    boolean isLive() {
        return demuxer.isLive();
    }

    /** Returns the frames per second that the header states; 0 if it states none. */
    double rate() {
        return demuxer.rate();
    }

    /**
     * Returns the next frame as BGR24, valid until the next call; null at the end.
     *
     * @throws FfmpegException if a frame cannot be filtered
     * @throws IllegalStateException if reading fails, no frame arrives for 5 seconds, or the stream is truncated or damaged
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
                decodePacket(demuxer.next());
            } else if (!flushed) {
                flushed = true;
                filter.finish();
            } else {
                checkEnd();
                return null;
            }
        }
    }

    private void decodePacket(AVPacket packet) {
        ended = packet == null;
        boolean isCorrupt = packet != null && (packet.flags() & AV_PKT_FLAG_CORRUPT) != 0;
        if (avcodec_send_packet(codec, packet) < 0 && packet != null || isCorrupt) {
            damaged++;
        }
    }

    private void checkEnd() {
        demuxer.checkComplete();
        if (damaged > 0) {
            throw new IllegalStateException(damaged + " of " + demuxer.packets() + " frames are damaged");
        }
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
        av_frame_free(decoded);
        av_frame_free(filtered);
        demuxer.close();
    }
}
