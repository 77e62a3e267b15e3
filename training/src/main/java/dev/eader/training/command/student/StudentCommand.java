package dev.eader.training.command.student;

import dev.eader.training.command.model.StudentEvaluate;
import dev.eader.training.command.model.StudentToOnnx;
import dev.eader.training.command.model.StudentVerify;
import picocli.CommandLine.Command;

/** The passes of a student. */
@Command(
        name = "student",
        mixinStandardHelpOptions = true,
        description = "A segmentation network that learns from pseudo-labels, and is served as a localizer is.",
        subcommands = {
            StudentTrain.class,
            StudentEvaluate.class,
            StudentToOnnx.class,
            StudentVerify.class,
            StudentPseudo.class
        })
public final class StudentCommand {}
