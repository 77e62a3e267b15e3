package dev.eader.training.command.report;

import dev.eader.training.command.options.DeviceOptions;
import dev.eader.training.command.options.Range;
import dev.eader.training.command.options.TextFormat;
import dev.eader.training.data.AtomicFile;
import dev.eader.training.report.RunReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes {@code report.html} into the folder of a run. */
@Command(
        name = "report",
        description =
                "Writes RUN/report.html about a `fit` run: one file with results, pictures, losses and the commands"
                        + " that serve and measure the model. Results of passes that were skipped are left out.")
public final class ReportCommand implements Callable<Integer> {
    private static final String FILE = "report.html";
    /** Files of which a run has at least one. */
    private static final List<String> RESULTS =
            List.of("fit.json", "data", "plain-small", "plain", "erasing", "student-first", "student");

    @Parameters(paramLabel = "RUN", description = "Folder of the run, --out of `fit`.")
    Path folder;

    @Option(names = "--name", description = "Name of the model. Default: the name given to `fit`.")
    @TextFormat(TextFormat.Text.NAME)
    String name;

    @Option(
            names = "--count",
            defaultValue = "12",
            description = "Good pictures to show, and bad ones; more make all of them smaller.")
    @Range(min = 1, max = 60)
    int count;

    @Mixin
    DeviceOptions device;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (RESULTS.stream().noneMatch(result -> Files.exists(folder.resolve(result)))) {
            throw new IllegalArgumentException(folder + " is not the folder of a `fit` run: it has none of "
                    + String.join(", ", RESULTS) + "; give the folder that --out of `fit` names");
        }
        RunReport report = new RunReport(folder, name, environment());
        byte[] html = report.html(new OverlayModels(folder, device.device()).overlays(count))
                .getBytes(StandardCharsets.UTF_8);
        Path file = folder.resolve(FILE);
        AtomicFile.write(file, html);
        System.out.printf(Locale.ROOT, "%s: %,d bytes%n", file, html.length);
        return 0;
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("program", spec.root().version()[0]);
        environment.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        environment.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        environment.put("Java", System.getProperty("java.version"));
        return environment;
    }
}
