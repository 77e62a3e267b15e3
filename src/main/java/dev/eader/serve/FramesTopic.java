package dev.eader.serve;

import dev.eader.broker.SharedAdmin;
import dev.eader.broker.Topics;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/** The topic of frames, which an operator may delete and create again while the service runs. Thread-safe. */
@Singleton
class FramesTopic {
    private static final Logger LOG = Logger.getLogger(FramesTopic.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int PAUSE_SECONDS = 1;

    private final SharedAdmin shared;
    private final Topics topics;
    private final CountDownLatch stopped = new CountDownLatch(1);

    FramesTopic(SharedAdmin shared, Topics topics) {
        this.shared = shared;
        this.topics = topics;
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    /** Waits until the topic exists or the service stops. Returns whether the topic was missing. */
    boolean awaitIfMissing() {
        if (!missing()) {
            return false;
        }
        LOG.warnf("Topic %s does not exist; frames are read again when it does", topics.frames());
        try {
            while (!stopped.await(PAUSE_SECONDS, TimeUnit.SECONDS) && missing()) {
                // asked again after the pause
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    /** False where the broker does not answer: then nothing is known. */
    private boolean missing() {
        try {
            return !Topics.missing(shared.admin(), Set.of(topics.frames()), PATIENCE)
                    .isEmpty();
        } catch (KafkaException e) {
            return false;
        }
    }
}
