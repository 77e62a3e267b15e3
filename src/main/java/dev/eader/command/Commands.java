package dev.eader.command;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The commands other than the service. Exit codes: 0 success, 1 failure (the reason is on stderr), 2 invalid arguments. */
@Command(
        name = "eader",
        description = "Camera frames in, segmentations out, over Kafka.",
        synopsisSubcommandLabel = "[serve|COMMAND]",
        footer = {"", "serve, or no command, runs the service."},
        subcommands = {Send.class, Watch.class, Redrive.class, Broker.class, Bench.class, BenchNaive.class})
public final class Commands implements Runnable {

    /** The root logger, in a static reference because a logger without one loses its level. */
    private static final Logger LOGS = Logger.getLogger("");

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and exit.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    private Commands() {}

    /** Runs a command in this JVM and returns its exit code. */
    public static int run(String... arguments) {
        // Commands report their failures themselves; Kafka's clients would log them repeatedly.
        LOGS.setLevel(Level.SEVERE);
        for (var handler : LOGS.getHandlers()) {
            LOGS.removeHandler(handler);
        }
        LOGS.addHandler(new ConsoleHandler());
        return line().execute(arguments);
    }

    static CommandLine line() {
        return new CommandLine(new Commands())
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(Commands::reportInvalid)
                .setExecutionExceptionHandler(Commands::reportFailure);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    private static int reportInvalid(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        command.getErr().println(e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
        command.getErr().println("Run '" + command.getCommandSpec().qualifiedName() + " --help' for usage.");
        return ExitCode.USAGE;
    }

    private static int reportFailure(Exception e, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (e instanceof KafkaException || e instanceof UncheckedIOException || e instanceof IllegalStateException) {
            err.println(command.getCommandSpec().qualifiedName() + ": " + e.getMessage());
        } else {
            e.printStackTrace(err);
        }
        return ExitCode.SOFTWARE;
    }
}
