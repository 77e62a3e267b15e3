package dev.eader.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka broker with one node (KRaft) in this JVM, reachable only from this machine. Only this class uses Kafka's server
 * classes, whose interfaces may change between versions.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final int PORTS_TO_TRY = 100;
    private static final int LAST_PORT = 65_535;

    private final KafkaRaftServer server;
    private final int port;
    private final LogDirectory directory;

    /** Kafka's default of {@code socket.request.max.bytes}. */
    private static final int DEFAULT_REQUEST_BYTES = 100 << 20;

    private static final int MAX_ATTEMPTS = 5;

    private EmbeddedKafka(KafkaRaftServer server, int port, LogDirectory directory) {
        this.server = server;
        this.port = port;
        this.directory = directory;
    }

    /**
     * Starts the broker, which takes about 1.5 s. Sets the default locale of the JVM to {@link Locale#ROOT}, because the broker
     * converts enum names with the default locale, which fails in a Turkish locale and ends the JVM.
     *
     * @param port port on localhost, in [0, 65535]; if it is in use, the next free one; 0: any free one
     * @param dir directory of the log, which is kept; if empty, a temporary directory that {@link #close()} deletes
     * @throws IllegalArgumentException if the port is out of range
     * @throws KafkaException if the broker does not start: no free port, or a directory that is in use or not writable
     */
    public static EmbeddedKafka start(int port, Optional<Path> dir) {
        return start(port, dir, RecordLimits.DEFAULT);
    }

    /** Same as {@link #start(int, Optional)}, with the given record limits. */
    public static EmbeddedKafka start(int port, Optional<Path> dir, RecordLimits sizes) {
        Locale.setDefault(Locale.ROOT);
        for (int attempt = 1; ; attempt++) {
            int free = freePort(port);
            try {
                return startOn(free, dir, sizes);
            } catch (Exception | LinkageError e) {
                if (attempt < MAX_ATTEMPTS && isPortTaken(e)) {
                    continue;
                }
                throw new KafkaException(
                        "the embedded Kafka did not start on port " + free + " in "
                                + dir.map(Path::toString).orElse("a temporary directory") + ": " + e.getMessage(),
                        e);
            }
        }
    }

    private static EmbeddedKafka startOn(int port, Optional<Path> dir, RecordLimits sizes) throws Exception {
        LogDirectory directory = null;
        KafkaRaftServer server = null;
        try {
            directory = LogDirectory.open(dir);
            format(directory.path());
            var settings = settings(port, freePort(0), directory.path(), sizes);
            server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
            server.startup();
            return new EmbeddedKafka(server, port, directory);
        } catch (Exception | LinkageError e) {
            if (server != null) {
                server.shutdown();
            }
            if (directory != null) {
                directory.close();
            }
            throw e;
        }
    }

    /** Whether another process took the port between the check and Kafka's start. */
    private static boolean isPortTaken(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return true;
            }
        }
        return false;
    }

    /** {@code localhost:PORT}, for clients. */
    public String bootstrapServers() {
        return "localhost:" + port;
    }

    /** The port that the broker listens on. */
    public int port() {
        return port;
    }

    /** Stops the broker in order and deletes its directory if it is temporary. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        directory.close();
    }

    private static void format(Path directory) throws Exception {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return; // formatted by an earlier start
        }
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .addDirectory(directory.toString())
                .setMetadataLogDirectory(directory.toString())
                .setControllerListenerName("CONTROLLER")
                .run();
    }

    private static Properties settings(int port, int controllerPort, Path directory, RecordLimits sizes) {
        var settings = new Properties();
        settings.put("node.id", "1");
        settings.put("process.roles", "broker,controller");
        settings.put("controller.quorum.voters", "1@localhost:" + controllerPort);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("listeners", "PLAINTEXT://localhost:" + port + ",CONTROLLER://localhost:" + controllerPort);
        settings.put("advertised.listeners", "PLAINTEXT://localhost:" + port);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", directory.toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("default.replication.factor", "1");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
        // Open transactions of a killed instance block the next one: abort them every second instead of every 10 s.
        settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        // Instances join an embedded broker one at a time, so waiting for others only delays them.
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("message.max.bytes", Integer.toString(sizes.recordBytes()));
        settings.put("replica.fetch.max.bytes", Integer.toString(sizes.recordBytes()));
        settings.put(
                "socket.request.max.bytes",
                Integer.toString(Math.max(DEFAULT_REQUEST_BYTES, sizes.recordBytes() + (1 << 20))));
        // The default, 128 MiB, would be most of the memory of an idle broker.
        settings.put("log.cleaner.dedupe.buffer.size", "2097152");
        return settings;
    }

    private static int freePort(int first) {
        if (first < 0 || first > LAST_PORT) {
            throw new IllegalArgumentException("port " + first + " is not in [0, " + LAST_PORT + "]");
        }
        for (int port = first; port <= Math.min(first + PORTS_TO_TRY, LAST_PORT); port++) {
            try (var socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getByName("localhost"), port));
                return socket.getLocalPort();
            } catch (IOException e) {
                // in use: try the next port
            }
        }
        throw new KafkaException("none of the " + PORTS_TO_TRY + " ports from " + first + " is free");
    }
}
