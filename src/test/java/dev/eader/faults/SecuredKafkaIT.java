package dev.eader.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.broker.Topics;
import dev.eader.v1.Segmentation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the service and the commands on a broker with TLS, authentication and the ACLs of src/docs/security.md.
 * {@code -Deader.security.rights=all} removes each ACL of the service in turn instead of one.
 */
class SecuredKafkaIT {
    private static final Topics TOPICS = Topics.prefixed("");
    private static final Duration END = Duration.ofSeconds(60);
    private static final List<String> USERS = List.of("eader", "camera", "reader", "operator");

    @TempDir
    static Path folder;

    private static SecuredKafka kafka;
    private static Admin admin;

    @RegisterExtension
    final Processes processes = new Processes();

    @BeforeAll
    static void start() throws Exception {
        kafka = new SecuredKafka(folder, USERS);
        admin = kafka.admin();
        TOPICS.createMissing(admin, 2, (short) 1);
    }

    @AfterAll
    static void stop() {
        admin.close(Duration.ZERO);
        kafka.close();
    }

    @BeforeEach
    void grant() throws Exception {
        admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
        for (String user : USERS) {
            admin.createAcls(Rights.documented(user).acls()).all().get();
        }
    }

    @Test
    void documented_acls_suffice_to_stream_exactly_once() throws Exception {
        var service = processes.service(environment(kafka.client("eader")), List.of());
        service.awaitReady();
        int frames = 40;

        assertThat(send("front", frames, kafka.client("camera")).exitCode(END)).isZero();
        // with a token, so that the OAuth settings are covered
        assertThat(send("back", frames, kafka.clientWithToken("camera")).exitCode(END))
                .isZero();
        var watch = processes.command(
                arguments(kafka.client("reader"), "watch --from-beginning --json --timeout 60 --count " + 2 * frames));
        assertThat(watch.exitCode(END)).as(watch.err()).isZero();

        List<Segmentation> outcomes = outcomes();
        for (String camera : List.of("front", "back")) {
            assertThat(outcomes)
                    .filteredOn(outcome -> outcome.getCameraId().equals(camera))
                    .extracting(Segmentation::getSequence)
                    .as(camera)
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .hasSize(frames);
        }
        assertThat(outcomes)
                .allSatisfy(outcome ->
                        assertThat(outcome.hasResult()).as("%s", outcome).isTrue());
        assertThat(service.out() + service.err()).doesNotContain("ERROR", "uthorizationException");

        var redrive = processes.command(arguments(kafka.client("operator"), "redrive"));
        assertThat(redrive.exitCode(END)).as(redrive.err()).isZero();
        assertThat(redrive.out()).startsWith("0 dead letters moved");
    }

    @Test
    void commands_are_refused_beyond_the_acls_of_their_user() throws Exception {
        // one after the other: started together, they would exceed their connection timeout
        assertRefused(
                processes.command(arguments(kafka.client("camera"), "watch --count 1 --timeout 20")),
                "no topic segmentations.v1",
                "permissions");
        assertRefused(send("front", 1, kafka.client("reader")), "has no topic frames.v1", "permissions");
        assertRefused(processes.command(arguments(kafka.client("reader"), "redrive")), "no topic", "frames.dlq.v1");
        assertRefused(
                processes.command(arguments(kafka.clientWithPassword("reader", "guessed"), "watch --count 1")),
                "cannot be reached",
                "Authentication failed");
        assertRefused(
                processes.command(arguments(Map.of("security.protocol", "PLAINTEXT"), "watch --count 1")),
                "cannot be reached");
    }

    static Stream<AclBinding> rightsOfTheService() throws IOException {
        List<AclBinding> all = Rights.documented("eader").acls();
        return System.getProperty("eader.security.rights", "one").equals("all")
                ? all.stream()
                : all.stream().filter(acl -> acl.pattern().resourceType().name().equals("GROUP"));
    }

    @ParameterizedTest
    @MethodSource("rightsOfTheService")
    void missing_acl_is_reported_by_health_or_log(AclBinding lacking) throws Exception {
        admin.deleteAcls(List.of(lacking.toFilter())).all().get();
        var service = processes.service(environment(kafka.client("eader")), List.of());
        service.url();
        assertThat(send("front", 1, kafka.client("camera")).exitCode(END)).isZero();
        String name = lacking.pattern().name();
        Awaitility.await("a word about " + name)
                .atMost(END)
                .until(() -> service.health("ready").path("status").asText().equals("DOWN")
                        && (service.health("ready").toString().contains("\"" + name + "\":\"missing, or")
                                || (service.out() + service.err()).contains("uthorizationException")));
    }

    @Test
    void wrong_password_is_reported_by_health() throws Exception {
        var service = processes.service(environment(kafka.clientWithPassword("eader", "guessed")), List.of());
        service.url();
        Awaitility.await("a word about the password")
                .atMost(END)
                .until(() -> service.health("ready").toString().contains("Authentication failed"));
        assertThat(service.health("ready").path("status").asText()).isEqualTo("DOWN");
    }

    private AppProcess send(String camera, int count, Map<String, String> client) throws IOException {
        return processes.command(
                arguments(client, "send --scenes --fps 0 --model scenes --camera " + camera + " --count " + count));
    }

    private static void assertRefused(AppProcess command, String... why) throws Exception {
        assertThat(command.exitCode(END)).as(command.err()).isEqualTo(1);
        assertThat(command.err()).contains(why).doesNotContain("\tat ");
    }

    /** Options of the service as environment variables, as a Kubernetes secret provides them. */
    private static Map<String, String> environment(Map<String, String> client) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrap(),
                "EADER_TOPICS_CREATE", "false",
                "EADER_MODEL_BUNDLED", "scenes",
                "EADER_MODEL_DEFAULT", "scenes"));
        client.forEach((key, value) ->
                environment.put("KAFKA_" + key.toUpperCase(Locale.ROOT).replace('.', '_'), value));
        return environment;
    }

    /** Client properties in a file, one of them on the command line. */
    private static List<String> arguments(Map<String, String> client, String command) throws IOException {
        Properties properties = new Properties();
        properties.putAll(client);
        String protocol = properties.remove("security.protocol").toString();
        Path file = Files.createTempFile(folder, "client", ".properties");
        try (var out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.addAll(List.of("--bootstrap", kafka.bootstrap(), "--command-config", file.toString()));
        arguments.addAll(List.of("-X", "security.protocol=" + protocol));
        return arguments;
    }

    private static List<Segmentation> outcomes() throws Exception {
        Map<String, Object> settings = new HashMap<>(kafka.client("reader"));
        settings.put("bootstrap.servers", kafka.bootstrap());
        try (var topic = new Topic(settings, TOPICS.segmentations())) {
            return Feed.parse(topic.all());
        }
    }
}
