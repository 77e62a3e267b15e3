package dev.eader.training.command.student;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import dev.eader.training.command.run.Checkpoint;
import dev.eader.training.command.run.ClassLists;
import dev.eader.training.network.Weights;
import dev.eader.training.student.Student;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a student starts from.
 *
 * @param from folder of a localizer's or a student's run, or ImageNet weights; null leaves random weights
 */
public record StudentStart(Path from) {

    /**
     * The network of a student: as given, or the run's.
     *
     * @throws IllegalArgumentException when neither says it, or when the run knows other classes
     */
    public String backbone(String given, List<String> classes) throws IOException {
        if (from == null || !Files.isDirectory(from)) {
            if (given == null) {
                throw new IllegalArgumentException("give --backbone, as mobilenet_v2-tf:16, or --init RUN");
            }
            return given;
        }
        JsonNode run = ClassLists.requireSame(from, classes);
        return given != null
                ? given
                : run.path(run.has("backbone") ? "backbone" : "localizer").asText();
    }

    /** Takes a localizer, its batch normalisation folded away; and a student's head, where it is of the same shape. */
    public void apply(NDManager manager, Student student) throws IOException {
        if (from == null) {
            return;
        }
        if (Files.isDirectory(from)) {
            Checkpoint checkpoint = Checkpoint.in(from);
            checkpoint.foldLocalizer(manager, student.network());
            boolean head =
                    checkpoint.readIfFits(manager, "head", student.state().get("head"));
            System.err.println(from + ": the head starts " + (head ? "from its own" : "anew"));
            return;
        }
        Weights.Report report = Weights.initialize(student.network(), from);
        System.err.println(from + ": random for want of weights: " + report.missing() + " and the head, not used: "
                + report.unexpected());
    }
}
