package dev.eader.training.command.student;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.eader.training.command.run.RunData;
import dev.eader.training.command.run.RunFolder;
import dev.eader.training.command.run.RunSettings;
import dev.eader.training.command.train.InitialWeights;
import dev.eader.training.network.Architecture;
import dev.eader.training.optimisation.GradientDescent;
import dev.eader.training.student.PseudoLabelFolder;
import dev.eader.training.student.SegmentationAugmentation;
import dev.eader.training.student.Student;
import dev.eader.training.student.StudentTraining;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Settings of a student's run, stored as {@code run.json}. The fields of the groups are stored side by side, not nested.
 *
 * @param epochs passes over the data
 */
public record StudentRun(
        @JsonUnwrapped RunData trainingData,
        @JsonUnwrapped PseudoLabels pseudoLabels,
        @JsonUnwrapped Networks networks,
        GradientDescent.Settings steps,
        StudentTraining.Settings training,
        SegmentationAugmentation crops,
        int batch,
        double epochs,
        long seed)
        implements RunSettings {

    /**
     * Labels of the pixels.
     *
     * @param labels folder of label files, ID.png
     * @param labelsFingerprint SHA-256 of these files
     */
    public record PseudoLabels(String labels, String labelsFingerprint) {}

    /**
     * Architecture and initial weights.
     *
     * @param backbone name of an {@link Architecture}
     * @param init as {@link InitialWeights.Choice#from}
     * @param channels of the head
     */
    public record Networks(String backbone, String init, int channels) {}

    /** Reads the settings of a run. */
    public static StudentRun read(RunFolder folder) throws IOException {
        return folder.settings(StudentRun.class, "data", "classes", "backbone", "labels", "steps", "training", "crops");
    }

    @Override
    public long totalSteps() {
        return training.total();
    }

    /** A student with random weights. */
    Student student(NDManager manager) {
        int classes = trainingData.classes().size();
        return new Student(manager, Architecture.of(networks.backbone()), classes, networks.channels(), seed);
    }

    /** The student with the weights of the run's checkpoint. */
    public Student trained(NDManager manager, RunFolder folder) throws IOException {
        Student student = student(manager);
        folder.checkpoint().read(manager, student.state());
        return student;
    }

    PseudoLabelFolder labelFolder() {
        return new PseudoLabelFolder(
                Path.of(pseudoLabels.labels()), trainingData.classes().size());
    }
}
