package dev.eader.training.command.student;

import ai.djl.ndarray.NDManager;
import dev.eader.training.attention.Views;
import dev.eader.training.command.options.DeviceOptions;
import dev.eader.training.command.options.Range;
import dev.eader.training.command.options.TextFormat;
import dev.eader.training.command.options.ViewOptions;
import dev.eader.training.command.run.ClassLists;
import dev.eader.training.command.run.DataSettings;
import dev.eader.training.command.run.Progress;
import dev.eader.training.command.run.RunData;
import dev.eader.training.command.run.RunFolder;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a student's label maps, from which another student can be trained. */
@Command(
        name = "pseudo",
        description =
                "Writes a student's label maps, ID.png, as pseudo-labels for another student. Only the classes of the"
                        + " image-level labels are used. Existing files are kept.")
public final class StudentPseudo implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "Folder of the student's run.")
    Path folder;

    @Option(names = "--voc", description = "VOC folder of the pictures. Default: the data of the run.")
    Path voc;

    @Option(names = "--split", defaultValue = "train", description = "Split of the pictures.")
    @TextFormat(TextFormat.Text.NAME)
    String split;

    @Option(names = "--out", required = true, description = "Folder for the labels.")
    Path out;

    @Mixin
    ViewOptions viewing;

    @Option(names = "--sure", defaultValue = "0", description = "Write 255 (unsure) below this probability.")
    @Range(min = 0, max = 1)
    double sure;

    @Mixin
    DeviceOptions device;

    @Override
    public Integer call() throws IOException {
        Views views = viewing.views();
        RunFolder source = new RunFolder(folder);
        StudentRun run = StudentRun.read(source);
        RunData data = run.trainingData();
        DataSettings pictures = voc == null ? data.source() : DataSettings.voc(voc.toString());
        Dataset dataset = pictures.labelled(split);
        ClassLists.requireSame("the run", data.classes(), "the data", dataset.classes());
        Files.createDirectories(out);
        try (NDManager manager = NDManager.newBaseManager(device.device());
                Student student = run.trained(manager, source);
                Progress bar = Progress.of("pseudo", dataset.size())) {
            StudentMaps maps = new StudentMaps(student, manager, views);
            for (int i = 0; i < dataset.size(); i++) {
                Dataset.Sample sample = dataset.sample(i);
                Path file = out.resolve(sample.id() + ".png");
                if (!Files.exists(file)) {
                    Pixels pixels = sample.pixels();
                    LogitMargins margins = maps.margins(pixels, pixels.width(), pixels.height());
                    byte[] labels = margins.labels(Evaluation.presentClasses(sample.labels(), .5), sure);
                    new LabelFile(pixels.width(), pixels.height(), labels).write(file);
                }
                bar.step();
            }
        }
        return 0;
    }
}
