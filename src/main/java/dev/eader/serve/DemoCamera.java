package dev.eader.serve;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import dev.eader.broker.Topics;
import dev.eader.camera.DemoControls;
import dev.eader.camera.FrameProducer;
import dev.eader.camera.FrameSource;
import dev.eader.camera.SceneSource;
import dev.eader.camera.SendTracer;
import dev.eader.config.EaderConfig;
import dev.eader.v1.Frame;
import dev.eader.v1.Wanted;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Sends generated scenes to the embedded broker, so that the console has frames without a camera. */
@Singleton
final class DemoCamera {
    private static final Logger LOG = Logger.getLogger(DemoCamera.class);
    private static final String CAMERA = "demo";
    private static final String MODEL = "scenes";

    private final double fps;
    private final String bootstrap;
    private final Topics topics;
    private final DemoControls controls;
    private final SendTracer tracing;
    /** Prefix of frame ids, so that they differ after a restart. */
    private final String run = UUID.randomUUID().toString().substring(0, 8);

    private ScheduledExecutorService clock;
    private FrameProducer producer;
    private FrameSource scenes;
    private byte[] image;
    private long sendAt = Long.MIN_VALUE;
    private long sequence;

    DemoCamera(
            EaderConfig config,
            Topics topics,
            DemoControls controls,
            SendTracer tracing,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrap) {
        this.controls = controls;
        this.tracing = tracing;
        this.fps = config.broker().embedded() ? config.demo().fps() : 0;
        this.topics = topics;
        this.bootstrap = bootstrap;
        if (config.demo().fps() < 0 || config.demo().fps() > 1000) {
            throw new IllegalArgumentException("eader.demo.fps must be from 0 (no demo camera) to 1000, but is "
                    + config.demo().fps());
        }
    }

    void start(@Observes StartupEvent event) {
        if (fps > 0) {
            clock = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "demo-camera"));
            clock.scheduleAtFixedRate(
                    FatalErrors.haltingOnError(this::sendNext), 0, (long) (1e9 / fps), TimeUnit.NANOSECONDS);
        }
    }

    void stop(@Observes ShutdownEvent event) throws Exception {
        if (clock != null) {
            clock.shutdownNow();
            clock.awaitTermination(2, TimeUnit.SECONDS);
            if (producer != null) {
                producer.close();
                scenes.close();
            }
        }
    }

    /** Sends a frame. A failure only affects this frame: the topic may not exist yet. */
    private void sendNext() {
        DemoControls.State state = controls.state();
        if (!state.running()) {
            return;
        }
        try {
            if (producer == null) {
                scenes = new SceneSource(System.nanoTime(), 640, 360, fps);
                producer = new FrameProducer(bootstrap, topics.frames(), tracing);
            }
            if (!state.frozen() || image == null) {
                image = scenes.next().orElseThrow().encoded();
            }
            Frame frame = Frame.newBuilder()
                    .setCameraId(CAMERA)
                    .setFrameId(run + "-" + sequence)
                    .setSequence(sequence++)
                    .setCapturedAt(Timestamps.now())
                    .setEncoded(isChosen(state.corruption()) ? truncated(image) : ByteString.copyFrom(image))
                    .setModel(MODEL)
                    .setWanted(Wanted.newBuilder().setAttention(true))
                    .build();
            if (!isChosen(state.loss())) {
                // Jitter delays frames but keeps their order.
                sendAt = Math.max(sendAt, System.nanoTime() + randomNanos(state.jitterMs()));
                clock.schedule(
                        FatalErrors.haltingOnError(() -> send(frame)),
                        sendAt - System.nanoTime(),
                        TimeUnit.NANOSECONDS);
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("The demo camera stopped while it created a frame", e);
        } catch (Exception e) {
            LOG.error("The demo camera could not create a frame", e);
        }
    }

    private void send(Frame frame) {
        try {
            producer.send(frame);
        } catch (KafkaException e) {
            LOG.warnf("The demo camera could not send a frame: %s", e.getMessage());
        }
    }

    private static boolean isChosen(double probability) {
        return ThreadLocalRandom.current().nextDouble() < probability;
    }

    private static long randomNanos(int maxMs) {
        return maxMs == 0 ? 0 : ThreadLocalRandom.current().nextLong(TimeUnit.MILLISECONDS.toNanos(maxMs));
    }

    private static ByteString truncated(byte[] image) {
        return ByteString.copyFrom(image, 0, image.length / 2);
    }
}
