package dev.eader.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "watch", description = "Prints the outcome of each frame on one line when it is committed.")
final class Watch implements Callable<Integer> {

    private static final Duration POLL = Duration.ofMillis(200);

    @Option(names = "--camera", paramLabel = "ID", description = "Only this camera. Default: all.")
    private String camera;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "0",
            converter = NumberConverters.CountOrZero.class,
            description = "Number of frames to print; 0: no limit. Default: ${DEFAULT-VALUE}.")
    private long count;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            converter = NumberConverters.Seconds.class,
            description = "End after this time; with --count, fewer frames are a failure. Default: no limit.")
    private Double timeout;

    @Option(
            names = "--json",
            description =
                    "Print one JSON object per line: camera, frame, outcome, classes, model, sha256, latency_ms (from"
                            + " capture to the outcome's arrival on its topic); for skipped frames also reason, for failed"
                            + " frames stage, code, message.")
    private boolean json;

    @Option(
            names = "--masks",
            paramLabel = "FOLDER",
            description =
                    "Write each label map to <frame_id>.png, a palette PNG in the size of the image: 0 is background,"
                            + " c+1 is class c of the model. Use --camera if several cameras use the same frame ids.")
    private Path masks;

    @Option(names = "--from-beginning", description = "Start with the oldest outcome. Default: with the next one.")
    private boolean fromBeginning;

    @Mixin
    private ConnectionOptions connection;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        long started = System.nanoTime();
        var topic = connection.topics().segmentations();
        MaskWriter maskWriter = masks == null ? null : new MaskWriter(masks);
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        connection.require(topic);
        var progress = new Progress(err);
        try (var stop = new StopSignal();
                var reader = new OutcomeReader(connection.settings(), topic, fromBeginning, err::println)) {
            err.println("watching " + topic + " at " + connection.bootstrap());
            while (!stop.isStopped() && !isTimedOut(started) && !out.checkError()) {
                for (var arrival : reader.poll(POLL)) {
                    if (camera != null && !camera.equals(arrival.segmentation().getCameraId())) {
                        continue;
                    }
                    print(arrival, out, maskWriter);
                    progress.countFrame();
                    if (progress.frames() == count) {
                        return ExitCode.OK;
                    }
                }
            }
        } finally {
            progress.end();
        }
        if (count > 0) {
            throw new IllegalStateException((isTimedOut(started) ? "timeout of " + timeout + " s" : "stopped")
                    + " after " + progress.frames() + " of " + count + " frames");
        }
        return ExitCode.OK;
    }

    private void print(OutcomeReader.Arrival arrival, PrintWriter out, MaskWriter maskWriter) {
        var outcome = OutcomeLine.of(arrival.segmentation(), arrival.at());
        // The mask is written first, so that it exists when its line is printed.
        if (maskWriter != null && arrival.segmentation().hasResult()) {
            maskWriter.write(outcome.frame(), arrival.segmentation().getResult());
        }
        out.println(json ? outcome.json() : outcome.text());
    }

    private boolean isTimedOut(long started) {
        return timeout != null && System.nanoTime() - started > timeout * 1e9;
    }
}
