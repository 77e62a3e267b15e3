package dev.eader.training.command.model;

import dev.eader.training.command.student.StudentPseudo;
import dev.eader.training.command.student.StudentTrain;
import picocli.CommandLine.Command;

/** Groups the commands of a student. */
@Command(
        name = "student",
        description = "Trains, evaluates and exports a segmentation network that learns from pseudo-labels.",
        subcommands = {
            StudentTrain.class,
            Evaluate.OfStudent.class,
            Export.OfStudent.class,
            Verify.OfStudent.class,
            StudentPseudo.class
        })
public final class StudentCommand {}
