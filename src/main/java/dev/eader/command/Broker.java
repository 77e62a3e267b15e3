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

@Command(
        name = "broker",
        description = "Runs the embedded Kafka without the service, with all topics, until Ctrl-C or SIGTERM.")
final class Broker implements Callable<Integer> {

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "9092",
            converter = NumberConverters.Port.class,
            description =
                    "Listen on localhost:N, or on the next free port; 0: any free port. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            description = "Folder that keeps the records after the broker ends. Default: a temporary folder.")
    private Optional<Path> dir;

    @Option(
            names = "--topic-prefix",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "Text before each topic name. Default: none.")
    private String prefix;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "4",
            converter = NumberConverters.Count.class,
            description = "Number of partitions of created topics. Default: ${DEFAULT-VALUE}.")
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
