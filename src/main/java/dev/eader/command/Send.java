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

@Command(name = "send", description = "Sends frames of one camera: images of a folder, a video, or generated scenes.")
final class Send implements Callable<Integer> {

    private static final int SCENE_WIDTH = 640;
    private static final int SCENE_HEIGHT = 360;
    private static final double SCENE_RATE = 10;

    @Option(names = "--camera", required = true, paramLabel = "ID", description = "Camera id of the frames.")
    private String camera;

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(
            names = "--fps",
            paramLabel = "N",
            converter = NumberConverters.Rate.class,
            description =
                    "Frames per second; 0: as fast as possible. Default: the rate of the video or live stream, otherwise"
                            + " 10.")
    private Double fps;

    @Option(
            names = "--loop",
            paramLabel = "N",
            defaultValue = "1",
            converter = NumberConverters.CountOrZero.class,
            description =
                    "Number of times to send the source; 0: without end. From the second time, frame ids end in -2, -3, ..."
                            + " Default: ${DEFAULT-VALUE}.")
    private long loop;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "0",
            converter = NumberConverters.CountOrZero.class,
            description = "Number of frames to send; 0: until the end of the source. Default: ${DEFAULT-VALUE}.")
    private long count;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Model for the frames. Default: the default model of the service.")
    private String model;

    @Option(
            names = "--wanted",
            paramLabel = "PART",
            split = ",",
            description =
                    "Parts of the result in addition to label map and classes: ${COMPLETION-CANDIDATES}; separate several"
                            + " with commas. no-label-map omits the label map.")
    private Set<Part> wanted = Set.of();

    @Mixin
    private ConnectionOptions connection;

    @Spec
    private CommandSpec spec;

    static final class Source {
        @Option(
                names = "--dir",
                paramLabel = "FOLDER",
                description = "Folder of JPEG, PNG and WebP files, sent in name order.")
        private String dir;

        @Option(names = "--video", paramLabel = "FILE_OR_URL", description = "Any input of FFmpeg, including RTSP.")
        private String video;

        @Option(names = "--scenes", description = "Generated scenes without end.")
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
            throw new ParameterException(
                    spec.commandLine(), "Invalid value for option '--camera': the id must not be empty");
        }
        var progress = new Progress(spec.commandLine().getErr());
        try (var frames = open();
                var stop = new StopSignal()) {
            var topic = connection.topics().frames();
            connection.require(topic);
            try (var producer = new FrameProducer(connection.settings(), topic)) {
                double rate = fps == null ? frames.rate() : fps;
                new Camera(producer, template()).play(frames, rate, count, stop::isStopped, progress::countFrame);
            } finally {
                progress.end();
            }
            if (progress.frames() < count) {
                throw new IllegalStateException((stop.isStopped() ? "stopped" : "the source ended") + " after "
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
                    ? ". The encoding of the locale cannot represent this path; set LC_ALL=C.UTF-8"
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
        // The seed depends on the camera, so that cameras show different scenes.
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
