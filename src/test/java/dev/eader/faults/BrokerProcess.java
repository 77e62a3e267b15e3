package dev.eader.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The {@code broker} command, which keeps its log in a directory. */
final class BrokerProcess extends AppProcess {
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

    /** Another one at the same port with the same log, for when this one has ended. */
    BrokerProcess again(Path folder, String topicPrefix) throws IOException {
        String port = bootstrap().substring(bootstrap().lastIndexOf(':') + 1);
        return new BrokerProcess(folder, topicPrefix, port, log);
    }

    /** {@code HOST:PORT}, once its topics are there. */
    String bootstrap() {
        return awaitOut("Kafka at (\\S+), topics");
    }
}
