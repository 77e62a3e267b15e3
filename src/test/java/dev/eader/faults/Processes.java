package dev.eader.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts the processes of one test, kills them after it, and prints their output if it failed. */
public final class Processes implements BeforeEachCallback, AfterEachCallback {
    private static final int SHOWN = 20_000;

    /** Shortens the transaction timeout, so that a killed instance blocks its successors for less time. */
    static final String SHORT_TIMEOUT = "eader.inference.timeout=5s";

    private final List<AppProcess> started = new ArrayList<>();
    private Path folder;
    private String name;

    @Override
    public void beforeEach(ExtensionContext test) throws IOException {
        folder = Files.createTempDirectory("eader-it-");
        name = test.getRequiredTestClass().getSimpleName() + "-"
                + UUID.randomUUID().toString().substring(0, 8);
    }

    /** Application id and transactional id, unique to this test. */
    String name() {
        return name;
    }

    String topicPrefix() {
        return name + ".";
    }

    /** The broker that the tests share, with topics for this test. Tests that stop or limit a broker start their own. */
    BrokerProcess broker() throws IOException {
        BrokerProcess shared = BrokerProcess.shared();
        shared.createTopics(topicPrefix());
        return shared;
    }

    /** A broker for this test alone. */
    BrokerProcess ownBroker() throws IOException {
        return add(new BrokerProcess(next("broker"), topicPrefix()));
    }

    /** Starts a broker that has ended again, on the same port with the same log. */
    BrokerProcess restart(BrokerProcess ended) throws IOException {
        return add(ended.restart(next("broker"), topicPrefix()));
    }

    /** Starts a service with the consumer group and topics of this test, and only the small model. */
    ServiceProcess service(BrokerProcess broker, String... properties) throws IOException {
        List<String> all = ofThisTest();
        all.addAll(List.of(properties));
        return service(Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrap()), all);
    }

    /** The same with resource limits and further environment variables. */
    ServiceProcess service(
            BrokerProcess broker, AppProcess.Allowance allowance, Map<String, String> environment, String... properties)
            throws IOException {
        List<String> settings = ofThisTest();
        settings.addAll(List.of(properties));
        Map<String, String> all = new HashMap<>(environment);
        all.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrap());
        return add(new ServiceProcess(next("service"), all, settings, allowance));
    }

    private List<String> ofThisTest() {
        return new ArrayList<>(List.of(
                "quarkus.kafka-streams.application-id=" + name,
                "eader.topics.prefix=" + topicPrefix(),
                "eader.model.bundled=scenes",
                "eader.model.default=scenes"));
    }

    /** Starts a service with default options and free ports. */
    public ServiceProcess service(Map<String, String> environment, List<String> properties) throws IOException {
        return add(new ServiceProcess(next("service"), environment, properties));
    }

    /** Starts a command of the application. */
    AppProcess command(List<String> arguments) throws IOException {
        return add(new AppProcess(next(arguments.get(0)), Map.of(), List.of(), arguments));
    }

    AppProcess command(String... arguments) throws IOException {
        return add(new AppProcess(next(arguments[0]), Map.of(), List.of(), List.of(arguments)));
    }

    /** Starts a service with resource limits, an embedded broker on a free port and only the small model. */
    ServiceProcess service(Map<String, String> environment, AppProcess.Allowance allowance) throws IOException {
        List<String> small = List.of(
                "quarkus.kafka-streams.application-id=" + name,
                "eader.broker.port=0",
                "eader.model.bundled=scenes",
                "eader.model.default=scenes");
        return add(new ServiceProcess(next("service"), environment, small, allowance));
    }

    /** Starts a service with default options and free ports under another Java. */
    ServiceProcess service(Path javaHome) throws IOException {
        var allowance = new AppProcess.Allowance(javaHome, "-Xmx512m", ":");
        // the class-data archive is for the Java of the tests
        return add(new ServiceProcess(next("service"), Map.of(), List.of(), allowance, List.of()));
    }

    private Path next(String kind) {
        return folder.resolve((started.size() + 1) + "-" + kind);
    }

    private <P extends AppProcess> P add(P process) {
        started.add(process);
        return process;
    }

    @Override
    public void afterEach(ExtensionContext test) throws IOException {
        started.forEach(AppProcess::kill);
        if (test.getExecutionException().isPresent()) {
            for (AppProcess process : started) {
                String output = process.output();
                System.err.println(output.length() > SHOWN ? output.substring(output.length() - SHOWN) : output);
            }
        }
        delete(folder);
    }

    /** Deletes a folder and all that is in it. */
    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
