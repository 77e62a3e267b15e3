package dev.eader.serve;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class ThreadReplacementTest {
    private Instant now = Instant.EPOCH;

    private final ThreadReplacement replacement = new ThreadReplacement(() -> now);

    private Object die() {
        return replacement.handle(new StreamsException("the broker went away"));
    }

    @Test
    void a_thread_that_dies_now_and_then_is_replaced_for_ever() {
        for (int death = 0; death < 100; death++) {
            assertThat(die()).isEqualTo(REPLACE_THREAD);
            now = now.plus(ThreadReplacement.WITHIN.dividedBy(ThreadReplacement.MOST - 1));
        }
    }

    @Test
    void threads_that_die_again_and_again_end_it_so_that_liveness_tells() {
        for (int death = 0; death < ThreadReplacement.MOST; death++) {
            assertThat(die()).isEqualTo(REPLACE_THREAD);
            now = now.plus(Duration.ofSeconds(1));
        }
        assertThat(die()).isEqualTo(SHUTDOWN_CLIENT);
    }
}
