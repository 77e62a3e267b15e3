package dev.eader.training.command;

import dev.eader.training.command.affinity.Affinity;
import dev.eader.training.command.erasing.RefineMaps;
import dev.eader.training.command.erasing.Train;
import dev.eader.training.command.erasing.WriteAttention;
import dev.eader.training.command.figures.FiguresCommand;
import dev.eader.training.command.model.Evaluate;
import dev.eader.training.command.model.Export;
import dev.eader.training.command.model.Verify;
import dev.eader.training.command.options.OptionRanges;
import dev.eader.training.command.student.StudentCommand;
import dev.eader.training.data.DatasetException;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The training module's one program. */
@Command(
        name = "eader-training",
        mixinStandardHelpOptions = true,
        version = "eader-training 0.1.0",
        description = "Segmentation from image-level labels: trains EADER, measures it, exports it to ONNX.",
        subcommands = {
            Train.class,
            Evaluate.class,
            WriteAttention.class,
            RefineMaps.class,
            ScoreFolder.class,
            Export.class,
            Verify.class,
            MeasureFile.class,
            RenderScenes.class,
            Step.class,
            StudentCommand.class,
            Affinity.class,
            FiguresCommand.class
        })
public final class Training {
    private Training() {}

    public static void main(String... arguments) {
        // numbers and names in files and on the console do not depend on the machine's language
        Locale.setDefault(Locale.ROOT);
        // no download and no telemetry: everything is on the class path
        System.setProperty("ai.djl.offline", "true");
        // pictures are drawn into files, whether there is a screen or not
        System.setProperty("java.awt.headless", "true");
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
        if (!"PASSIVE".equalsIgnoreCase(System.getenv("OMP_WAIT_POLICY"))) {
            System.err.println("OMP_WAIT_POLICY=PASSIVE is not set: on a machine that does anything else,"
                    + " training may take ten times longer");
        }
        System.exit(run(arguments));
    }

    /** A file system's own message may be the file's name alone. */
    private static String message(Exception e) {
        return e.getMessage() == null || e instanceof java.nio.file.FileSystemException ? e.toString() : e.getMessage();
    }

    public static int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    /** The program's commands, whose options are checked before they run and whose expected errors are one line. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Training());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionStrategy(new OptionRanges(line.getExecutionStrategy()));
        line.setParameterExceptionHandler((e, arguments) -> {
            e.getCommandLine().getErr().println(e.getMessage());
            String command = e.getCommandLine().getCommandSpec().qualifiedName();
            e.getCommandLine().getErr().println("`" + command + " --help` lists the options");
            return CommandLine.ExitCode.USAGE;
        });
        line.setExecutionExceptionHandler((e, command, result) -> {
            boolean expected = e instanceof IllegalArgumentException
                    || e instanceof DatasetException
                    || e instanceof java.io.IOException;
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
