package dev.eader.camera;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_frame;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersrc_add_frame_flags;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_alloc;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_config;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_free;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_get_filter;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_parse_ptr;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_sample_aspect_ratio;
import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_side_data;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import java.util.Locale;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;

/**
 * Converts decoded frames to upright, deinterlaced BGR images with square pixels, with a graph of FFmpeg filters. Colour
 * matrix and range are read from each frame. Not thread-safe.
 */
final class VideoFilter implements AutoCloseable {
    private static final int KEEP_REFERENCE = 8;
    /** AV_FRAME_FLAG_INTERLACED, which the Java binding does not define. */
    private static final int INTERLACED = 1 << 3;

    private static final int MIN_DEINTERLACED_SIDE = 3;
    /** Largest width-to-height ratio of a pixel; a larger one is assumed to be an error of the file and ignored. */
    private static final double MAX_PIXEL_RATIO = 8;

    private final AVFormatContext format;
    private final AVStream stream;
    private final String uprightFilters;
    private String description = "";
    private AVFilterGraph graph;
    private AVFilterContext source;
    private AVFilterContext sink;
    private boolean interlaced;

    VideoFilter(AVFormatContext format, AVStream stream) {
        this.format = format;
        this.stream = stream;
        AVPacketSideData matrix = av_packet_side_data_get(
                stream.codecpar().coded_side_data(), stream.codecpar().nb_coded_side_data(), AV_PKT_DATA_DISPLAYMATRIX);
        this.uprightFilters = matrix == null ? "" : upright(matrix.data());
    }

    /** Returns whether the frame needs another filter graph; if so, call {@link #finish} before adding the frame. */
    boolean needsRebuild(AVFrame frame) {
        return graph != null && !describe(frame).equals(description);
    }

    /** Adds a decoded frame. */
    void add(AVFrame frame) {
        if (graph == null) {
            description = describe(frame);
            build();
        }
        FfmpegException.check(av_buffersrc_add_frame_flags(source, frame, KEEP_REFERENCE));
    }

    /** Ends the input of the current graph, so that {@link #next} returns the frames that the filters have buffered. */
    void finish() {
        if (graph != null) {
            FfmpegException.check(av_buffersrc_add_frame_flags(source, null, 0));
        }
    }

    /** Writes the next filtered frame (BGR24) to {@code frame}; returns false if none is ready. */
    boolean next(AVFrame frame) {
        av_frame_unref(frame);
        return graph != null && av_buffersink_get_frame(sink, frame) >= 0;
    }

    @Override
    public void close() {
        if (graph != null) {
            avfilter_graph_free(graph);
            graph = null;
        }
    }

    private void build() {
        graph = avfilter_graph_alloc();
        FfmpegException.check(
                avfilter_graph_parse_ptr(graph, description, (AVFilterInOut) null, (AVFilterInOut) null, null));
        FfmpegException.check(avfilter_graph_config(graph, null));
        source = avfilter_graph_get_filter(graph, "buffer@in");
        sink = avfilter_graph_get_filter(graph, "buffersink@out");
    }

    /** Returns the filter graph for frames like this one, in the syntax of FFmpeg. */
    private String describe(AVFrame frame) {
        AVRational pixel = av_guess_sample_aspect_ratio(format, stream, frame);
        // The deinterlacing filter stays in the graph; it does not change frames without the flag.
        interlaced |=
                (frame.flags() & INTERLACED) != 0 && Math.min(frame.width(), frame.height()) >= MIN_DEINTERLACED_SIDE;
        return String.format(
                Locale.ROOT,
                "buffer@in=width=%d:height=%d:pix_fmt=%d:time_base=1/1000:colorspace=%d:range=%d%s%s%s,scale,"
                        + "format=bgr24,buffersink@out",
                frame.width(),
                frame.height(),
                frame.format(),
                frame.colorspace(),
                frame.color_range(),
                interlaced ? ",yadif=deint=interlaced" : "",
                squarePixels(frame, pixel),
                uprightFilters(frame));
    }

    private String uprightFilters(AVFrame frame) {
        AVFrameSideData matrix = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
        return matrix == null ? uprightFilters : upright(matrix.data());
    }

    /** Returns a filter that enlarges the shorter side of the pixels, so that no detail is lost. */
    private static String squarePixels(AVFrame frame, AVRational pixel) {
        double ratio = pixel.num() > 0 && pixel.den() > 0 ? (double) pixel.num() / pixel.den() : 1;
        if (ratio == 1 || ratio > MAX_PIXEL_RATIO || ratio < 1 / MAX_PIXEL_RATIO) {
            return "";
        }
        long width = Math.round(frame.width() * Math.max(ratio, 1));
        long height = Math.round(frame.height() * Math.max(1 / ratio, 1));
        return String.format(Locale.ROOT, ",scale=%d:%d,setsar=1", width, height);
    }

    /**
     * Returns the filters for a display matrix, where x' = a x + c y and y' = b x + d y with the y axis pointing down.
     * Rotations by other than multiples of 90 degrees are rounded to the nearest multiple.
     */
    private static String upright(BytePointer data) {
        IntPointer matrix = new IntPointer(data);
        int a = matrix.get(0);
        int b = matrix.get(1);
        int c = matrix.get(3);
        int d = matrix.get(4);
        boolean swapsAxes = Math.abs((long) b) + Math.abs((long) c) > Math.abs((long) a) + Math.abs((long) d);
        if (!swapsAxes) {
            return (a < 0 ? ",hflip" : "") + (d < 0 ? ",vflip" : "");
        }
        // After the transposition, the x axis is the previous y axis.
        return ",transpose=cclock_flip" + (c < 0 ? ",hflip" : "") + (b < 0 ? ",vflip" : "");
    }
}
