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
        description = "Puts dead letters back among the frames as they first came, each exactly once.")
final class Redrive implements Callable<Integer> {

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "0",
            converter = NumberConverters.CountOrZero.class,
            description = "So many at most; 0: all that are there at the start. Default: ${DEFAULT-VALUE}.")
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
            moved = redriver.redrive(count, stop::stopped);
            cut = redriver.cutCount();
            cutOrigins = redriver.cutOrigins();
        }
        var out = spec.commandLine().getOut();
        out.println(moved + " dead letters moved from " + topics.deadLetters() + " to " + topics.frames());
        if (cut > 0) {
            out.println(cut + " dead letters were not moved because they are cut; they stay on " + topics.deadLetters()
                    + ". Their whole records are, while Kafka keeps them, at "
                    + String.join(", ", cutOrigins)
                    + (cut > cutOrigins.size() ? " and " + (cut - cutOrigins.size()) + " more places" : ""));
        }
        return ExitCode.OK;
    }
}
