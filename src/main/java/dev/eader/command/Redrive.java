package dev.eader.command;

import dev.eader.deadletter.Redriver;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "redrive",
        description = "Moves dead letters back to the frames topic, unchanged and each exactly once.")
final class Redrive implements Callable<Integer> {

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "0",
            converter = NumberConverters.CountOrZero.class,
            description = "Maximum number; 0: all that exist at the start. Default: ${DEFAULT-VALUE}.")
    private long count;

    @Mixin
    private ConnectionOptions connection;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        var topics = connection.topics();
        connection.require(topics.deadLetters(), topics.frames());
        long moved;
        long cut;
        List<String> cutOrigins;
        try (var stop = new StopSignal();
                var redriver =
                        new Redriver(connection.settings(), topics, connection.maxRecordBytes(topics.frames()))) {
            moved = redriver.redrive(count, stop::isStopped);
            cut = redriver.cutCount();
            cutOrigins = redriver.cutOrigins();
        }
        var out = spec.commandLine().getOut();
        out.println(moved + " dead letters moved from " + topics.deadLetters() + " to " + topics.frames());
        if (cut > 0) {
            out.println(cut + " dead letters were not moved because they are truncated; they stay on "
                    + topics.deadLetters()
                    + ". Until Kafka deletes them, the complete records are at "
                    + String.join(", ", cutOrigins)
                    + (cut > cutOrigins.size() ? " and " + (cut - cutOrigins.size()) + " more places" : ""));
        }
        return ExitCode.OK;
    }
}
