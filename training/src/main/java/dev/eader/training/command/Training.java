package dev.eader.training.command;

import dev.eader.training.command.affinity.AffinityTrain;
import dev.eader.training.command.affinity.AffinityWalk;
import dev.eader.training.command.erasing.RefineMaps;
import dev.eader.training.command.erasing.Train;
import dev.eader.training.command.erasing.WriteAttention;
import dev.eader.training.command.figures.FiguresCommand;
import dev.eader.training.command.launch.ChildJvm;
import dev.eader.training.command.launch.ParentWatch;
import dev.eader.training.command.launch.UnpackingNotice;
import dev.eader.training.command.model.Evaluate;
import dev.eader.training.command.model.Export;
import dev.eader.training.command.model.Verify;
import dev.eader.training.command.options.OptionCheck;
import dev.eader.training.command.student.StudentPseudo;
import dev.eader.training.command.student.StudentTrain;
import dev.eader.training.data.DatasetException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The training program, with one command for each task. */
@Command(
        name = "eader-training",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        version = "eader-training 0.1.0",
        description = "Trains segmentation networks from image-level labels, evaluates them and exports them to ONNX.",
        subcommands = {
            Train.class,
            Evaluate.OfLocalizer.class,
            WriteAttention.class,
            RefineMaps.class,
            ScoreFolder.class,
            Export.OfLocalizer.class,
            Verify.OfLocalizer.class,
            MeasureModels.class,
            RenderScenes.class,
            MeasureSteps.class,
            Training.Student.class,
            Training.Affinity.class,
            FiguresCommand.class
        })
public final class Training {
    private static final List<String> HELP = List.of("--help", "-h", "--version", "-V");

    private Training() {}

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
    static final class Student {}

    @Command(
            name = "affinity",
            description = "Refines attention maps with the affinity of neighbouring cells (PSA, Ahn and Kwak 2018).",
            subcommands = {AffinityTrain.class, AffinityWalk.class})
    static final class Affinity {}

    /** Runs a command in a second JVM, with the environment that PyTorch needs; help and version in this one. */
    public static void main(String... arguments) throws IOException, InterruptedException {
        // output must not depend on the language of the system
        Locale.setDefault(Locale.ROOT);
        // DJL must not download libraries or send telemetry; all libraries are on the class path
        System.setProperty("ai.djl.offline", "true");
        // figures are drawn without a display
        System.setProperty("java.awt.headless", "true");
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
        if (ChildJvm.isCurrent()) {
            ParentWatch.start();
            UnpackingNotice.start();
        } else if (arguments.length > 0 && Collections.disjoint(HELP, List.of(arguments))) {
            if (ChildJvm.isPossible()) {
                System.exit(ChildJvm.run(Training.class, arguments));
            }
            System.err.println(
                    "a debugger or profiler is attached: training may be slower, because PyTorch's settings need a"
                            + " second JVM");
        }
        System.exit(run(arguments));
    }

    /** The message of an exception; for file system exceptions with the type, because their message may be only a path. */
    private static String message(Exception e) {
        return e.getMessage() == null || e instanceof FileSystemException ? e.toString() : e.getMessage();
    }

    static int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    /** The program's commands. Options are checked before a command runs; an expected error is printed in one line. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Training());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionStrategy(new OptionCheck(line.getExecutionStrategy()));
        line.setParameterExceptionHandler((e, arguments) -> {
            e.getCommandLine().getErr().println(e.getMessage());
            String command = e.getCommandLine().getCommandSpec().qualifiedName();
            e.getCommandLine().getErr().println("`" + command + " --help` lists the options");
            return CommandLine.ExitCode.USAGE;
        });
        line.setExecutionExceptionHandler((e, command, result) -> {
            boolean expected =
                    e instanceof IllegalArgumentException || e instanceof DatasetException || e instanceof IOException;
            if (expected) {
                command.getErr().println(command.getCommandName() + ": " + message(e));
            } else {
                e.printStackTrace(command.getErr());
            }
            return expected ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
        });
        return line;
    }
}
