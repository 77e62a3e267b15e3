package dev.eader.training.command.student;

import ai.djl.ndarray.NDManager;
import dev.eader.training.attention.Views;
import dev.eader.training.command.erasing.Run;
import dev.eader.training.command.options.Form;
import dev.eader.training.command.options.Range;
import dev.eader.training.command.options.ViewOptions;
import dev.eader.training.command.run.DataSettings;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.LabelFile;
import dev.eader.training.data.Pixels;
import dev.eader.training.evaluation.Evaluation;
import dev.eader.training.student.LogitMargins;
import dev.eader.training.student.Student;
import dev.eader.training.student.StudentMaps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws labels for the next student. */
@Command(
        name = "pseudo",
        showDefaultValues = true,
        mixinStandardHelpOptions = true,
        description = "Writes a student's label maps of pictures whose image-level labels are given, ID.png each, for"
                + " another student to learn from. Those that are there already stay.")
public final class StudentPseudo implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "Folder of the student's run.")
    public Path folder;

    @Option(names = "--voc", description = "A VOC-like folder; the run's unless given.")
    public Path voc;

    @Option(names = "--split", defaultValue = "train", description = "Its split.")
    @Form(pattern = Form.NAME, accepts = Form.NAMES)
    public String split;

    @Option(names = "--out", required = true, description = "Folder of the labels.")
    public Path out;

    @Mixin
    public ViewOptions viewing;

    @Option(names = "--sure", defaultValue = "0", description = "Probability below which a pixel is unsure, 255.")
    @Range(min = 0, max = 1)
    public double sure;

    @Option(names = "--device", defaultValue = "cpu", description = "cpu or gpu:N.")
    @Form(pattern = Form.DEVICE, accepts = "cpu or gpu:N")
    public String device;

    @Override
    public Integer call() throws IOException {
        Views views = viewing.views();
        StudentRun run = StudentRun.read(folder);
        Dataset dataset = (voc == null ? run.folder() : DataSettings.voc(voc.toString())).labelled(split);
        if (!dataset.classes().equals(run.classes())) {
            throw new IllegalArgumentException(
                    "the run knows " + run.classes() + ", the data has " + dataset.classes());
        }
        Files.createDirectories(out);
        try (NDManager manager = NDManager.newBaseManager(Run.device(device));
                Student student = run.trained(manager, folder);
                ProgressBar bar = new ProgressBar("pseudo", dataset.size())) {
            StudentMaps source = new StudentMaps(student, manager, views);
            for (int i = 0; i < dataset.size(); i++) {
                Dataset.Sample sample = dataset.sample(i);
                Path file = out.resolve(sample.id() + ".png");
                if (!Files.exists(file)) {
                    Pixels pixels = sample.pixels();
                    LogitMargins margins = source.margins(pixels, pixels.width(), pixels.height());
                    byte[] labels = margins.labels(Evaluation.presentClasses(sample.labels(), .5), sure);
                    new LabelFile(pixels.width(), pixels.height(), labels).write(file);
                }
                bar.step();
            }
        }
        return 0;
    }
}
