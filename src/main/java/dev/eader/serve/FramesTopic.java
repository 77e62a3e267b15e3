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

/** Detects that the frames topic was deleted while the service runs, and waits until it exists again. Thread-safe. */
@Singleton
class FramesTopic {
    private static final Logger LOG = Logger.getLogger(FramesTopic.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
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
        if (!isMissing()) {
            return false;
        }
        LOG.warnf("Topic %s does not exist; the service waits until it is created", topics.frames());
        try {
            boolean isStopped;
            do {
                isStopped = stopped.await(PAUSE_SECONDS, TimeUnit.SECONDS);
            } while (!isStopped && isMissing());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    /** False if the broker does not answer, because the state is then unknown. */
    private boolean isMissing() {
        try {
            return !Topics.missing(shared.admin(), Set.of(topics.frames()), TIMEOUT)
                    .isEmpty();
        } catch (KafkaException e) {
            return false;
        }
    }
}
