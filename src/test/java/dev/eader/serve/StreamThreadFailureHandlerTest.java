package dev.eader.serve;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class StreamThreadFailureHandlerTest {
    private Instant now = Instant.EPOCH;

    private boolean missing;
    private final List<String> exits = new ArrayList<>();
    private final StreamThreadFailureHandler replacement =
            new StreamThreadFailureHandler(() -> now, () -> missing, exits::add);

    private Object die() {
        return replacement.handle(new StreamsException("the broker went away"));
    }

    @Test
    void a_thread_that_dies_now_and_then_is_replaced_for_ever() {
        for (int death = 0; death < 100; death++) {
            assertThat(die()).isEqualTo(REPLACE_THREAD);
            now = now.plus(StreamThreadFailureHandler.WITHIN.dividedBy(StreamThreadFailureHandler.MOST - 1));
        }
    }

    @Test
    void threads_that_die_again_and_again_end_it_so_that_liveness_tells() {
        for (int death = 0; death < StreamThreadFailureHandler.MOST; death++) {
            assertThat(die()).isEqualTo(REPLACE_THREAD);
            now = now.plus(Duration.ofSeconds(1));
        }
        assertThat(die()).isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void threads_that_die_of_a_missing_topic_are_always_replaced() {
        missing = true;
        for (int death = 0; death < 3 * StreamThreadFailureHandler.MOST; death++) {
            assertThat(die()).isEqualTo(REPLACE_THREAD);
        }
        missing = false;
        assertThat(die()).isEqualTo(REPLACE_THREAD);
        assertThat(exits).isEmpty();
    }

    @Test
    void settings_that_the_broker_refuses_end_the_process_and_are_named() {
        // as the producer has it: the error is text in an exception without a type of its own
        String text = "Unexpected error in InitProducerIdResponse; " + Errors.INVALID_TRANSACTION_TIMEOUT.message();
        assertThat(replacement.handle(new StreamsException(new KafkaException(text))))
                .isEqualTo(SHUTDOWN_CLIENT);
        assertThat(replacement.handle(new StreamsException(new InvalidTxnTimeoutException(text))))
                .isEqualTo(SHUTDOWN_CLIENT);
        assertThat(exits).hasSize(2).allSatisfy(exit -> assertThat(exit)
                .contains("eader.inference.timeout", "transaction.max.timeout.ms", "larger than the maximum"));
    }
}
