package dev.eader.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The {@code broker} command, which keeps its log in a directory. */
final class BrokerProcess extends AppProcess {
    BrokerProcess(Path folder, String topicPrefix) throws IOException {
        super(
                folder,
                Map.of(),
                List.of(),
                List.of(
                        "broker",
                        "--port",
                        "0",
                        "--dir",
                        folder.resolve("log").toString(),
                        "--topic-prefix",
                        topicPrefix));
    }

    /** {@code HOST:PORT}, once its topics are there. */
    String bootstrap() {
        return awaitOut("Kafka at (\\S+), topics");
    }
}
