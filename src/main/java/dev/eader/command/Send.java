package dev.eader.command;

import dev.eader.camera.Camera;
import dev.eader.camera.FolderSource;
import dev.eader.camera.FrameProducer;
import dev.eader.camera.FrameSource;
import dev.eader.camera.RepeatingSource;
import dev.eader.camera.SceneSource;
import dev.eader.camera.VideoSource;
import dev.eader.v1.Frame;
import dev.eader.v1.Wanted;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "send", description = "Sends frames as a camera: a folder's pictures, a video's, or generated scenes.")
final class Send implements Callable<Integer> {

    private static final int SCENE_WIDTH = 640;
    private static final int SCENE_HEIGHT = 360;
    private static final double SCENE_RATE = 10;

    @Option(names = "--camera", required = true, paramLabel = "ID", description = "The camera to be.")
    private String camera;

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(
            names = "--fps",
            paramLabel = "N",
            converter = NumberConverters.Rate.class,
            description = "Frames a second; 0: as fast as it goes. Default: the video's own, a live stream as it comes,"
                    + " otherwise 10.")
    private Double fps;

    @Option(
            names = "--loop",
            paramLabel = "N",
            defaultValue = "1",
            converter = NumberConverters.CountOrZero.class,
            description = "Play the source so often; 0: for ever. From the second time on, frame ids end in -2, -3, ..."
                    + " Default: ${DEFAULT-VALUE}.")
    private long loop;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "0",
            converter = NumberConverters.CountOrZero.class,
            description = "End after so many frames; 0: at the end of the source. Default: ${DEFAULT-VALUE}.")
    private long count;

    @Option(names = "--model", paramLabel = "NAME", defaultValue = "", description = "Default: the service's.")
    private String model;

    @Option(
            names = "--wanted",
            paramLabel = "PART",
            split = ",",
            description = "What results should carry beside label map and classes: ${COMPLETION-CANDIDATES}; several"
                    + " with commas. no-label-map leaves that out.")
    private Set<Part> wanted = Set.of();

    @Mixin
    private ConnectionOptions connection;

    @Spec
    private CommandSpec spec;

    static final class Source {
        @Option(names = "--dir", paramLabel = "FOLDER", description = "JPEG, PNG and WebP files, in name order.")
        private String dir;

        @Option(names = "--video", paramLabel = "FILE_OR_URL", description = "What FFmpeg reads, RTSP too.")
        private String video;

        @Option(names = "--scenes", description = "Generated scenes, without end.")
        private boolean scenes;
    }

    enum Part {
        RLE,
        POLYGONS,
        ATTENTION,
        IMAGE_SPACE,
        NO_LABEL_MAP;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Override
    public Integer call() {
        if (camera.isBlank()) {
            throw new ParameterException(spec.commandLine(), "Invalid value for option '--camera': an id is needed");
        }
        var progress = new Progress(spec.commandLine().getErr());
        try (var frames = open();
                var stop = new StopSignal()) {
            var topic = connection.topics().frames();
            connection.require(topic);
            try (var producer = new FrameProducer(connection.settings(), topic)) {
                double rate = fps == null ? frames.rate() : fps;
                new Camera(producer, template()).play(frames, rate, count, stop::stopped, progress::frame);
            } finally {
                progress.end();
            }
            if (progress.frames() < count) {
                throw new IllegalStateException((stop.stopped() ? "stopped" : "the source ended") + " after "
                        + progress.frames() + " of " + count + " frames");
            }
        }
        return ExitCode.OK;
    }

    private FrameSource open() {
        try {
            return new RepeatingSource(this::openOnce, loop);
        } catch (IllegalArgumentException e) {
            var option = source.dir != null ? "--dir" : source.video != null ? "--video" : "--scenes";
            var advice = e instanceof InvalidPathException
                    ? ". The locale's encoding cannot express this path; set LC_ALL=C.UTF-8"
                    : "";
            throw new ParameterException(
                    spec.commandLine(), "Invalid value for option '" + option + "': " + e.getMessage() + advice, e);
        }
    }

    private FrameSource openOnce() {
        if (source.dir != null) {
            return new FolderSource(Path.of(source.dir));
        }
        if (source.video != null) {
            return new VideoSource(source.video);
        }
        // Each camera looks at a scene of its own.
        return new SceneSource(
                camera.hashCode(), SCENE_WIDTH, SCENE_HEIGHT, fps == null || fps == 0 ? SCENE_RATE : fps);
    }

    private Frame template() {
        return Frame.newBuilder()
                .setCameraId(camera)
                .setModel(model)
                .setWanted(Wanted.newBuilder()
                        .setCocoRle(wanted.contains(Part.RLE))
                        .setPolygons(wanted.contains(Part.POLYGONS))
                        .setAttention(wanted.contains(Part.ATTENTION))
                        .setImageSpace(wanted.contains(Part.IMAGE_SPACE))
                        .setNoLabelMap(wanted.contains(Part.NO_LABEL_MAP)))
                .build();
    }
}
