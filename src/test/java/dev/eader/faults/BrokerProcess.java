package dev.eader.faults;

import dev.eader.broker.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** Runs the {@code broker} command, which keeps its log in a directory, in a child process. */
final class BrokerProcess extends AppProcess {
    private static BrokerProcess shared;

    private static final int PARTITIONS = 4;

    private final Path log;

    BrokerProcess(Path folder, String topicPrefix) throws IOException {
        this(folder, topicPrefix, "0", folder.resolve("log"));
    }

    private BrokerProcess(Path folder, String topicPrefix, String port, Path log) throws IOException {
        super(
                folder,
                Map.of(),
                List.of(),
                List.of("broker", "--port", port, "--dir", log.toString(), "--topic-prefix", topicPrefix));
        this.log = log;
    }

    /** The broker that all tests share which do not stop it; started once and killed when this JVM ends. */
    static synchronized BrokerProcess shared() throws IOException {
        if (shared == null) {
            Path folder = Files.createTempDirectory("eader-shared-broker-");
            shared = new BrokerProcess(folder.resolve("broker"), "shared.");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                shared.kill();
                Processes.delete(folder);
            }));
        }
        return shared;
    }

    /** Creates the topics with this prefix, with the number of partitions that the service uses by default. */
    void createTopics(String prefix) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
            Topics.prefixed(prefix).createMissing(admin, PARTITIONS, (short) 1);
        }
    }

    /** Starts a broker on the same port with the same log; this one must have ended. */
    BrokerProcess restart(Path folder, String topicPrefix) throws IOException {
        String port = bootstrap().substring(bootstrap().lastIndexOf(':') + 1);
        return new BrokerProcess(folder, topicPrefix, port, log);
    }

    /** Waits until the broker has its topics; its {@code HOST:PORT}. */
    String bootstrap() {
        return awaitOut("Kafka at (\\S+), topics");
    }
}
