package dev.eader.training.command.student;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.eader.training.command.erasing.Run;
import dev.eader.training.command.run.Checkpoint;
import dev.eader.training.command.run.ClassLists;
import dev.eader.training.command.run.DataSettings;
import dev.eader.training.command.run.JsonFiles;
import dev.eader.training.data.Dataset;
import dev.eader.training.network.Architecture;
import dev.eader.training.optimisation.Sgd;
import dev.eader.training.student.PseudoLabelFolder;
import dev.eader.training.student.SegmentationAugmentation;
import dev.eader.training.student.Student;
import dev.eader.training.student.StudentTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * All that makes a student's run what it is; kept beside its checkpoint as {@code run.json}.
 *
 * @param data the folder of the pictures
 * @param source what of the folder; null in runs from when {@code data} said it all
 * @param labels folder of pseudo-labels
 * @param fingerprint of the pictures, and
 * @param labelsFingerprint of the pseudo-labels
 * @param init run or weights that the backbone started from; null for none
 * @param channels of the head
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StudentRun(
        String data,
        DataSettings source,
        String labels,
        List<String> classes,
        String fingerprint,
        String labelsFingerprint,
        int size,
        String backbone,
        String init,
        int channels,
        Sgd.Settings steps,
        StudentTraining.Settings training,
        SegmentationAugmentation crops,
        int batch,
        double epochs,
        long seed) {

    public static StudentRun read(Path folder) throws IOException {
        StudentRun run =
                JsonFiles.read(folder.resolve("run.json"), StudentRun.class, "`student train --out` writes it");
        if (run.backbone == null) {
            throw new IllegalArgumentException(folder + " is a run, but not a student's");
        }
        Run.requireComplete(folder, run.classes, run.steps, run.training, run.crops);
        return run;
    }

    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        JsonFiles.write(folder.resolve("run.json"), this);
    }

    public Student student(NDManager manager) {
        return new Student(manager, Architecture.of(backbone), classes.size(), channels, seed);
    }

    /** A student as its checkpoint has it. */
    public Student trained(NDManager manager, Path folder) throws IOException {
        Student student = student(manager);
        Checkpoint.in(folder).read(manager, student.state());
        return student;
    }

    public PseudoLabelFolder labelFolder() {
        return new PseudoLabelFolder(Path.of(labels), classes.size());
    }

    /** Where pictures lie. */
    public DataSettings folder() {
        return source == null ? DataSettings.voc(data) : source;
    }

    /** What was trained on. */
    public Dataset pictures() {
        return ClassLists.checked(folder().training(), classes);
    }

    /** Pictures with masks to measure on. */
    public Dataset evaluation(String split) {
        return ClassLists.checked(folder().evaluation(split), classes);
    }

    /** Pictures with their image-level labels and no mask. */
    public Dataset labelled(String split) {
        return ClassLists.checked(folder().labelled(split), classes);
    }
}
