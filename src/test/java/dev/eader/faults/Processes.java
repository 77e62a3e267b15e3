package dev.eader.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts processes for one test, ends them with it however it ends, and shows what they said when it fails. */
public final class Processes implements BeforeEachCallback, AfterEachCallback {
    private static final int SHOWN = 20_000;

    /** A frame's patience, on which a transaction's hangs: shorter, so that what died holds up its heirs less long. */
    static final String QUICK = "eader.inference.timeout=5s";

    private final List<AppProcess> started = new ArrayList<>();
    private Path folder;
    private String name;

    @Override
    public void beforeEach(ExtensionContext test) throws IOException {
        folder = Files.createTempDirectory("eader-it-");
        name = test.getRequiredTestClass().getSimpleName() + "-"
                + UUID.randomUUID().toString().substring(0, 8);
    }

    /** Of this test and no other: application id and prefix of its topics. */
    String name() {
        return name;
    }

    String topicPrefix() {
        return name + ".";
    }

    BrokerProcess broker() throws IOException {
        return add(new BrokerProcess(next("broker"), topicPrefix()));
    }

    /** The successor of a broker that has ended: same port, same log. */
    BrokerProcess again(BrokerProcess former) throws IOException {
        return add(former.again(next("broker"), topicPrefix()));
    }

    /** A service with this test's group and topics, and only the small model. */
    ServiceProcess service(BrokerProcess broker, String... properties) throws IOException {
        List<String> all = ofThisTest();
        all.addAll(List.of(properties));
        return service(Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrap()), all);
    }

    /** As above, with what it may take and an environment beside the broker's address. */
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

    /** A service as it comes, but for its port. */
    public ServiceProcess service(Map<String, String> environment, List<String> properties) throws IOException {
        return add(new ServiceProcess(next("service"), environment, properties));
    }

    /** A command of the application. */
    AppProcess command(List<String> arguments) throws IOException {
        return add(new AppProcess(next(arguments.get(0)), Map.of(), List.of(), arguments));
    }

    AppProcess command(String... arguments) throws IOException {
        return add(new AppProcess(next(arguments[0]), Map.of(), List.of(), List.of(arguments)));
    }

    /** A service as it comes, but for its port, its one small model and what it may take. */
    ServiceProcess service(Map<String, String> environment, AppProcess.Allowance allowance) throws IOException {
        List<String> small = List.of(
                "quarkus.kafka-streams.application-id=" + name,
                "eader.broker.port=0",
                "eader.model.bundled=scenes",
                "eader.model.default=scenes");
        return add(new ServiceProcess(next("service"), environment, small, allowance));
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
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
