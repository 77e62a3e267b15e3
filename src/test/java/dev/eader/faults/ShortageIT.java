package dev.eader.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.eader.broker.Topics;
import dev.eader.faults.AppProcess.Allowance;
import dev.eader.v1.Frame;
import dev.eader.v1.RawImage;
import dev.eader.v1.RawImage.Format;
import dev.eader.v1.Segmentation;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Resources run out while frames are sent: frames are still processed, or the service ends and names the cause. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "limits are those of Linux")
class ShortageIT {
    private static final String CAMERA = "gate";
    private static final Topics TOPICS = Topics.prefixed("");
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int FRAMES = 200;
    private static final int VISITORS = 1500;
    private static final int LARGE_FRAMES = 24;
    /** Exceeds a log of 80 MB by less than the buffer of the producer. */
    private static final int TOO_MANY = 16;

    @RegisterExtension
    final Processes processes = new Processes();

    @Test
    void more_connections_than_file_handles_do_not_stop_frames() throws Exception {
        var broker = processes.ownBroker();
        var service = service(broker, "-Xmx512m", "ulimit -n 1024");
        service.awaitReady();
        List<Socket> visitors = new ArrayList<>();
        try (var feed = new Feed<Integer>(broker.bootstrap());
                var outcomes = new Topic(broker.bootstrap(), TOPICS.segmentations())) {
            URI http = URI.create(service.url());
            for (int i = 0; i < VISITORS; i++) {
                Socket visitor = new Socket();
                visitors.add(visitor);
                visitor.connect(new InetSocketAddress(http.getHost(), http.getPort()), 5000);
            }
            var scenes = new Scenes(5);
            for (int i = 0; i < FRAMES; i++) {
                feed.send(i, record(scenes.frame(CAMERA, i)));
            }
            outcomes.await(FRAMES, PATIENCE);
            var answered = Feed.parse(outcomes.all());
            Feed.assertEachAnsweredOnce(feed.places().keySet(), answered);
            assertThat(answered).allMatch(Segmentation::hasResult);
        } finally {
            for (Socket visitor : visitors) {
                visitor.close();
            }
        }
        service.awaitHealth("ready", ServiceProcess::up);
        System.out.printf(
                "resources: %d visitors and 1024 handles, frames in %d, results %d%n", VISITORS, FRAMES, FRAMES);
    }

    @Test
    void heap_of_fifteen_large_frames_suffices_for_more() throws Exception {
        var broker = processes.ownBroker();
        var service = service(broker, "-Xmx96m", ":");
        service.awaitReady();
        try (var feed = new Feed<Integer>(broker.bootstrap());
                var outcomes = new Topic(broker.bootstrap(), TOPICS.segmentations())) {
            for (int i = 0; i < LARGE_FRAMES; i++) {
                feed.send(i, record(large(i)));
            }
            outcomes.await(LARGE_FRAMES, PATIENCE);
            var answered = Feed.parse(outcomes.all());
            Feed.assertEachAnsweredOnce(feed.places().keySet(), answered);
            assertThat(answered).allMatch(Segmentation::hasResult);
        }
        System.out.printf("resources: 96 MB of heap, frames of 6 MB in %d, results %d%n", LARGE_FRAMES, LARGE_FRAMES);
    }

    @Test
    void full_disk_of_the_embedded_log_ends_the_service_with_the_cause() throws Exception {
        // limits files to 80 MB: native libraries are smaller, the log grows larger
        var service = processes.service(Map.of(), new Allowance("-Xmx512m", "ulimit -f 163840"));
        try (var feed = new Feed<Integer>(service.embedded())) {
            service.awaitReady();
            for (int i = 0; i < TOO_MANY; i++) {
                feed.send(i, record(large(i)));
            }
            assertThat(service.exitCode(PATIENCE)).isPositive();
            feed.discard();
            assertThat(service.output()).contains("File too large", "all log dirs");
        }
        System.out.printf("resources: room for the log in mid-stream, exit=%d%n", service.exitCode(Duration.ZERO));
    }

    private ServiceProcess service(BrokerProcess broker, String heap, String limits) throws Exception {
        var environment = Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrap());
        return processes.service(environment, new Allowance(heap, limits));
    }

    private static ProducerRecord<byte[], byte[]> record(Frame frame) {
        return new ProducerRecord<>(TOPICS.frames(), CAMERA.getBytes(StandardCharsets.UTF_8), frame.toByteArray());
    }

    /** Six megabytes. */
    private static Frame large(int number) {
        byte[] pixels = new byte[1920 * 1080 * 3];
        new Random(number).nextBytes(pixels);
        return Frame.newBuilder()
                .setCameraId(CAMERA)
                .setFrameId(Integer.toString(number))
                .setRaw(RawImage.newBuilder()
                        .setWidth(1920)
                        .setHeight(1080)
                        .setFormat(Format.RGB)
                        .setPixels(ByteString.copyFrom(pixels)))
                .build();
    }
}
