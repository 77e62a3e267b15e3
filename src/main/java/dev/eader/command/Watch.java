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

@Command(name = "watch", description = "Prints what becomes of frames, one line each, as it is committed.")
final class Watch implements Callable<Integer> {

    private static final Duration POLL = Duration.ofMillis(200);

    @Option(names = "--camera", paramLabel = "ID", description = "This camera alone. Default: all.")
    private String camera;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "0",
            converter = NumberConverters.CountOrZero.class,
            description = "End after so many frames; 0: never. Default: ${DEFAULT-VALUE}.")
    private long count;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            converter = NumberConverters.Seconds.class,
            description = "End after so long; with --count, that is a failure. Default: never.")
    private Double timeout;

    @Option(
            names = "--json",
            description = "One JSON object a line: camera, frame, outcome, classes, model, sha256, latency_ms (from"
                    + " capture to the outcome's arrival on its topic); of a skipped frame also reason, of a failed"
                    + " one stage, code, message.")
    private boolean json;

    @Option(
            names = "--masks",
            paramLabel = "FOLDER",
            description = "Write each label map to <frame_id>.png, a palette PNG at the image's own size: 0 background,"
                    + " c+1 the model's class c. Where cameras share frame ids, give --camera.")
    private Path masks;

    @Option(names = "--from-beginning", description = "Start with the oldest outcome. Default: with what comes next.")
    private boolean fromBeginning;

    @Mixin
    private ConnectionOptions connection;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        long started = System.nanoTime();
        var topic = connection.topics().segmentations();
        var folder = masks == null ? null : new MaskWriter(masks);
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        connection.require(topic);
        var progress = new Progress(err);
        try (var stop = new StopSignal();
                var reader = new OutcomeReader(connection.settings(), topic, fromBeginning, err::println)) {
            err.println("watching " + topic + " at " + connection.bootstrap());
            while (!stop.stopped() && !late(started) && !out.checkError()) {
                for (var arrival : reader.poll(POLL)) {
                    if (camera != null && !camera.equals(arrival.segmentation().getCameraId())) {
                        continue;
                    }
                    show(arrival, out, folder);
                    progress.frame();
                    if (progress.frames() == count) {
                        return ExitCode.OK;
                    }
                }
            }
        } finally {
            progress.end();
        }
        if (count > 0) {
            throw new IllegalStateException((late(started) ? "timeout of " + timeout + " s" : "stopped") + " after "
                    + progress.frames() + " of " + count + " frames");
        }
        return ExitCode.OK;
    }

    private void show(OutcomeReader.Arrival arrival, PrintWriter out, MaskWriter folder) {
        var outcome = OutcomeLine.of(arrival.segmentation(), arrival.at());
        // The mask first: whoever reads the line finds the file.
        if (folder != null && arrival.segmentation().hasResult()) {
            folder.write(outcome.frame(), arrival.segmentation().getResult());
        }
        out.println(json ? outcome.json() : outcome.text());
    }

    private boolean late(long started) {
        return timeout != null && System.nanoTime() - started > timeout * 1e9;
    }
}
