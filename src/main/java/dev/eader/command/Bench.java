package dev.eader.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eader.bench.BatchSizeBenchmark;
import dev.eader.bench.BenchModel;
import dev.eader.bench.Comparison;
import dev.eader.camera.CameraFrame;
import dev.eader.camera.FolderSource;
import dev.eader.camera.FrameSource;
import dev.eader.camera.SceneSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "bench",
        description = "Measures the service, Kafka in to Kafka out, against a bare loop and a naive program.")
final class Bench implements Callable<Integer> {

    private static final int SCENES = 32;
    private static final int MAX_IMAGES = 256;

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(
            names = "--model",
            paramLabel = "NAME|FILE",
            defaultValue = "voc-animals",
            description = "A bundled model or an .onnx file. Default: ${DEFAULT-VALUE}.")
    private String model;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            converter = NumberConverters.Count.class,
            description = "Every mode has its turn so often; figures are medians. Default: ${DEFAULT-VALUE}.")
    private long rounds;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "5",
            converter = NumberConverters.Seconds.class,
            description = "Length of a measurement. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            defaultValue = "5",
            converter = NumberConverters.Seconds.class,
            description = "How long each mode runs before it is measured; JVMs are slow at first. Default:"
                    + " ${DEFAULT-VALUE}.")
    private double warmUp;

    @Option(
            names = "--cameras",
            paramLabel = "N",
            defaultValue = "4",
            split = ",",
            converter = NumberConverters.Count.class,
            description = "Cameras at once; several with commas, the first for all modes and the others for the"
                    + " service. Default: ${DEFAULT-VALUE}.")
    private List<Long> cameras;

    @Option(names = "--json", description = "End with one JSON object rather than tables.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    static final class Source {
        @Option(
                names = "--frames",
                paramLabel = "FOLDER",
                description = "JPEG, PNG and WebP files, in name order; the first " + MAX_IMAGES + ".")
        private Path frames;

        @Option(names = "--scenes", description = "Generated scenes of 640x360.")
        private boolean scenes;

        @Option(
                names = "--simulate-batch-cost",
                paramLabel = "MS",
                converter = NumberConverters.Milliseconds.class,
                description = "No frames: what batches gain on a device that takes this long for a batch of any size.")
        private Duration batchCost;
    }

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        if (source.batchCost != null) {
            var fps = BatchSizeBenchmark.measure(source.batchCost, seconds);
            double gain = fps.get(32) / fps.get(1);
            out.println(
                    json
                            ? new ObjectMapper().writeValueAsString(Map.of("batch_fps", fps, "batch_gain", gain))
                            : "frames/s by batch size: " + fps + ", gain " + gain);
            return ExitCode.OK;
        }
        var settings = new Comparison.Settings(
                (int) rounds,
                warmUp,
                seconds,
                cameras.stream().map(Long::intValue).toList());
        var err = spec.commandLine().getErr();
        var report = new Comparison(checkedModel(), pictures(), settings, err::println).run();
        out.println(json ? report.json() : report.text());
        return ExitCode.OK;
    }

    private BenchModel checkedModel() {
        try {
            return new BenchModel(model);
        } catch (IllegalArgumentException e) {
            throw wrong("--model", e);
        }
    }

    private List<byte[]> pictures() {
        List<byte[]> pictures = new ArrayList<>();
        try (FrameSource frames = source.scenes ? new SceneSource(1, 640, 360, 10) : new FolderSource(source.frames)) {
            int most = source.scenes ? SCENES : MAX_IMAGES;
            for (Optional<CameraFrame> next = frames.next(); next.isPresent(); next = frames.next()) {
                pictures.add(next.get().encoded());
                if (pictures.size() == most) {
                    break;
                }
            }
        } catch (IllegalArgumentException e) {
            throw wrong("--frames", e);
        }
        return pictures;
    }

    private ParameterException wrong(String option, Exception e) {
        return new ParameterException(
                spec.commandLine(), "Invalid value for option '" + option + "': " + e.getMessage(), e);
    }
}
