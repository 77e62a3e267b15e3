package dev.eader.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * An in-process Kafka that accepts only TLS clients with a password (SCRAM-SHA-512) or an unsigned OAuth token and checks
 * ACLs. Its keys are generated at start.
 */
final class SecuredKafka implements AutoCloseable {
    private static final String PASSWORD = "changeit";
    private static final String LISTENER = "listener.name.sasl_ssl.";

    private final KafkaRaftServer server;
    private final Path certificate;
    private final int port;

    /** @param users with a password, besides the super user {@code admin} */
    SecuredKafka(Path folder, List<String> users) throws Exception {
        Path keys = folder.resolve("broker.p12");
        certificate = folder.resolve("broker.pem");
        keytool("-genkeypair -alias broker -keyalg EC -dname CN=localhost -ext SAN=dns:localhost,ip:127.0.0.1", keys);
        keytool("-exportcert -alias broker -rfc -file " + certificate, keys);
        port = freePort();
        Path log = Files.createDirectories(folder.resolve("log"));
        format(log, users);
        server = new KafkaRaftServer(new KafkaConfig(settings(log, keys), false), Time.SYSTEM);
        server.startup();
    }

    String bootstrap() {
        return "localhost:" + port;
    }

    /** Client settings of this user, without the broker address. */
    Map<String, String> client(String user) {
        return client(user, "SCRAM-SHA-512", password(user, secret(user)));
    }

    Map<String, String> clientWithPassword(String user, String password) {
        return client(user, "SCRAM-SHA-512", password(user, password));
    }

    /** Client settings of this user with a token instead of a password, without the broker address. */
    Map<String, String> clientWithToken(String user) {
        return client(user, "OAUTHBEARER", token(user));
    }

    private Map<String, String> client(String user, String mechanism, String login) {
        return Map.of(
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                mechanism,
                "sasl.jaas.config",
                login,
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                certificate.toString());
    }

    Admin admin() {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bootstrap());
        settings.putAll(client("admin"));
        return Admin.create(settings);
    }

    private static String secret(String user) {
        return user + "-secret";
    }

    private static String password(String user, String password) {
        return "%s required username=\"%s\" password=\"%s\";"
                .formatted(ScramLoginModule.class.getName(), user, password);
    }

    private static String token(String user) {
        return "%s required unsecuredLoginStringClaim_sub=\"%s\";"
                .formatted(OAuthBearerLoginModule.class.getName(), user);
    }

    private static void keytool(String command, Path store) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        line.addAll(List.of(command.split(" ")));
        line.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IllegalStateException("keytool: " + said);
        }
    }

    private static void format(Path log, List<String> users) throws Exception {
        List<String> passwords = new ArrayList<>();
        List<String> all = new ArrayList<>(users);
        all.add("admin");
        all.forEach(user -> passwords.add("SCRAM-SHA-512=[name=%s,password=%s]".formatted(user, secret(user))));
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .addDirectory(log.toString())
                .setMetadataLogDirectory(log.toString())
                .setControllerListenerName("CONTROLLER")
                .setScramArguments(passwords)
                .run();
    }

    private Properties settings(Path log, Path keys) throws IOException {
        int controller = freePort();
        Properties settings = new Properties();
        settings.put("node.id", "1");
        settings.put("process.roles", "broker,controller");
        settings.put("controller.quorum.voters", "1@localhost:" + controller);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("listeners", "SASL_SSL://localhost:" + port + ",CONTROLLER://localhost:" + controller);
        settings.put("advertised.listeners", "SASL_SSL://localhost:" + port);
        settings.put("listener.security.protocol.map", "SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT");
        settings.put("inter.broker.listener.name", "SASL_SSL");
        settings.put("sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-512");
        settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-512,OAUTHBEARER");
        settings.put(LISTENER + "scram-sha-512.sasl.jaas.config", password("admin", secret("admin")));
        settings.put(LISTENER + "oauthbearer.sasl.jaas.config", token("broker"));
        settings.put("ssl.keystore.location", keys.toString());
        settings.put("ssl.keystore.password", PASSWORD);
        settings.put("ssl.keystore.type", "PKCS12");
        settings.put("ssl.truststore.location", certificate.toString());
        settings.put("ssl.truststore.type", "PEM");
        settings.put("authorizer.class.name", StandardAuthorizer.class.getName());
        settings.put("allow.everyone.if.no.acl.found", "false");
        // the broker itself, whose listener for the controller has no authentication
        settings.put("super.users", "User:admin;User:ANONYMOUS");
        settings.put("log.dirs", log.toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("default.replication.factor", "1");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("log.cleaner.dedupe.buffer.size", "2097152");
        return settings;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
