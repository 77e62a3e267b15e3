package dev.eader.command;

import dev.eader.broker.EmbeddedKafka;
import dev.eader.broker.Topics;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "broker", description = "Runs the embedded Kafka alone, with the topics made, until Ctrl-C or SIGTERM.")
final class Broker implements Callable<Integer> {

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "9092",
            converter = NumberConverters.Port.class,
            description = "Listen at localhost:N, or the next free port; 0: any free port. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            description = "Keep records here from run to run. Default: a fresh folder, gone at the end.")
    private Optional<Path> dir;

    @Option(
            names = "--topic-prefix",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "Put before each topic's name. Default: none.")
    private String prefix;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "4",
            converter = NumberConverters.Count.class,
            description = "Partitions of the topics it makes. Default: ${DEFAULT-VALUE}.")
    private long partitions;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (var stop = new StopSignal();
                var kafka = EmbeddedKafka.start(port, dir)) {
            var topics = Topics.prefixed(prefix);
            try (var admin =
                    Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
                topics.createMissing(admin, (int) partitions, (short) 1);
            }
            spec.commandLine()
                    .getOut()
                    .println("Kafka at " + kafka.bootstrapServers() + ", topics " + String.join(", ", topics.names()));
            stop.await();
        }
        return ExitCode.OK;
    }
}
