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

/** Beside the embedded broker, a camera that films felt toys: something to see at once. */
@Singleton
final class DemoCamera {
    private static final Logger LOG = Logger.getLogger(DemoCamera.class);
    private static final String CAMERA = "demo";
    private static final String MODEL = "scenes";

    private final double fps;
    private final String bootstrap;
    private final Topics topics;
    private final DemoControls switches;
    private final SendTracer tracing;
    // a restart is another film, whose frames must not pass for the first one's
    private final String film = UUID.randomUUID().toString().substring(0, 8);
    private ScheduledExecutorService clock;
    private FrameProducer producer;
    private FrameSource scenes;
    private byte[] picture;
    private long due = Long.MIN_VALUE;
    private long sequence;

    DemoCamera(
            EaderConfig config,
            Topics topics,
            DemoControls switches,
            SendTracer tracing,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrap) {
        this.switches = switches;
        this.tracing = tracing;
        this.fps = config.broker().embedded() ? config.demo().fps() : 0;
        this.topics = topics;
        this.bootstrap = bootstrap;
        if (config.demo().fps() < 0 || config.demo().fps() > 1000) {
            throw new IllegalArgumentException("eader.demo.fps takes 0 (no demo camera) to 1000, not "
                    + config.demo().fps());
        }
    }

    void start(@Observes StartupEvent event) {
        if (fps > 0) {
            clock = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "demo-camera"));
            clock.scheduleAtFixedRate(
                    FatalErrors.haltingOnError(this::film), 0, (long) (1e9 / fps), TimeUnit.NANOSECONDS);
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

    /** One frame. What goes wrong costs this frame only: the topic may not be there yet. */
    private void film() {
        DemoControls.State state = switches.state();
        if (!state.running()) {
            return;
        }
        try {
            if (producer == null) {
                scenes = new SceneSource(System.nanoTime(), 640, 360, fps);
                producer = new FrameProducer(bootstrap, topics.frames(), tracing);
            }
            if (!state.frozen() || picture == null) {
                picture = scenes.next().orElseThrow().encoded();
            }
            Frame frame = Frame.newBuilder()
                    .setCameraId(CAMERA)
                    .setFrameId(film + "-" + sequence)
                    .setSequence(sequence++)
                    .setCapturedAt(Timestamps.now())
                    .setEncoded(happens(state.corruption()) ? broken(picture) : ByteString.copyFrom(picture))
                    .setModel(MODEL)
                    .setWanted(Wanted.newBuilder().setAttention(true))
                    .build();
            if (!happens(state.loss())) {
                // never before the one that it follows, however late that is
                due = Math.max(due, System.nanoTime() + late(state.jitterMs()));
                clock.schedule(
                        FatalErrors.haltingOnError(() -> send(frame)), due - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (RejectedExecutionException stoppedMeanwhile) {
            LOG.debug("The demo camera was stopped within a frame", stoppedMeanwhile);
        } catch (Exception e) {
            LOG.error("A frame of the demo camera was not made", e);
        }
    }

    private void send(Frame frame) {
        try {
            producer.send(frame);
        } catch (KafkaException e) {
            LOG.warnf("A frame of the demo camera was not sent: %s", e.getMessage());
        }
    }

    private static boolean happens(double share) {
        return ThreadLocalRandom.current().nextDouble() < share;
    }

    private static long late(int mostMs) {
        return mostMs == 0 ? 0 : ThreadLocalRandom.current().nextLong(TimeUnit.MILLISECONDS.toNanos(mostMs));
    }

    private static ByteString broken(byte[] picture) {
        return ByteString.copyFrom(picture, 0, picture.length / 2);
    }
}
