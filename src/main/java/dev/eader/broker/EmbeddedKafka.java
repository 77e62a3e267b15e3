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
 * A real Kafka of one node (KRaft) in this JVM, reachable from this machine only. Kafka promises no stability for what
 * starts it, so all of that is in this class.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final int PORTS_TO_TRY = 100;
    private static final int LAST_PORT = 65_535;

    private final KafkaRaftServer server;
    private final int port;
    private final LogDirectory directory;

    /** Of Kafka's broker. */
    private static final int DEFAULT_REQUEST_BYTES = 100 << 20;

    private static final int MAX_ATTEMPTS = 5;

    private EmbeddedKafka(KafkaRaftServer server, int port, LogDirectory directory) {
        this.server = server;
        this.port = port;
        this.directory = directory;
    }

    /**
     * Starts the broker; it takes about 1.5 s. Sets the default locale of the JVM to {@link Locale#ROOT}, because the broker
     * converts names of enum values by the default locale, which fails under Turkish and ends the JVM.
     *
     * @param port to listen on at localhost, in [0, 65535]; the next free one where it is taken; 0: any free one
     * @param dir where the log stays from run to run; when not given, a fresh directory that {@link #close()} removes
     * @throws IllegalArgumentException when the port is out of range
     * @throws KafkaException when it does not start: no free port, directory in use or not writable
     */
    public static EmbeddedKafka start(int port, Optional<Path> dir) {
        return start(port, dir, RecordLimits.DEFAULT);
    }

    /** As {@link #start(int, Optional)}, for records of these sizes. */
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

    private static EmbeddedKafka startOn(int free, Optional<Path> dir, RecordLimits sizes) throws Exception {
        LogDirectory directory = null;
        KafkaRaftServer server = null;
        try {
            directory = LogDirectory.open(dir);
            format(directory.path());
            var settings = settings(free, freePort(0), directory.path(), sizes);
            server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
            server.startup();
            return new EmbeddedKafka(server, free, directory);
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

    /** Whether another process took a port after it was found free and before Kafka listened on it. */
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

    /** The port that it got. */
    public int port() {
        return port;
    }

    /** Stops the broker in order and removes its directory, unless that was given. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        directory.close();
    }

    private static void format(Path directory) throws Exception {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return; // an earlier run's, with its cluster id
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
        // What a killed instance left open holds its successor up: look for it each second, not every ten.
        settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        // One instance at a time joins an embedded broker, so waiting for others only delays it.
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("message.max.bytes", Integer.toString(sizes.recordBytes()));
        settings.put("replica.fetch.max.bytes", Integer.toString(sizes.recordBytes()));
        settings.put(
                "socket.request.max.bytes",
                Integer.toString(Math.max(DEFAULT_REQUEST_BYTES, sizes.recordBytes() + (1 << 20))));
        // The default, 128 MiB, is most of what an idle broker would take.
        settings.put("log.cleaner.dedupe.buffer.size", "2097152");
        return settings;
    }

    private static int freePort(int wanted) {
        if (wanted < 0 || wanted > LAST_PORT) {
            throw new IllegalArgumentException("port " + wanted + " is not in [0, " + LAST_PORT + "]");
        }
        for (int port = wanted; port <= Math.min(wanted + PORTS_TO_TRY, LAST_PORT); port++) {
            try (var socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getByName("localhost"), port));
                return socket.getLocalPort();
            } catch (IOException taken) {
                // The next one, then.
            }
        }
        throw new KafkaException("no free port from " + wanted + " on");
    }
}
