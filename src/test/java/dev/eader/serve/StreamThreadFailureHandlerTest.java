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

    private boolean isMissing;
    private final List<String> exits = new ArrayList<>();
    private final StreamThreadFailureHandler handler =
            new StreamThreadFailureHandler(() -> now, () -> isMissing, exits::add);

    private Object fail() {
        return handler.handle(new StreamsException("the broker does not answer"));
    }

    @Test
    void occasional_failures_always_replace_the_thread() {
        for (int failure = 0; failure < 100; failure++) {
            assertThat(fail()).isEqualTo(REPLACE_THREAD);
            now = now.plus(StreamThreadFailureHandler.PERIOD.dividedBy(StreamThreadFailureHandler.MAX_FAILURES - 1));
        }
    }

    @Test
    void frequent_failures_stop_kafka_streams() {
        for (int failure = 0; failure < StreamThreadFailureHandler.MAX_FAILURES; failure++) {
            assertThat(fail()).isEqualTo(REPLACE_THREAD);
            now = now.plus(Duration.ofSeconds(1));
        }
        assertThat(fail()).isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void failures_during_a_missing_topic_are_not_counted() {
        isMissing = true;
        for (int failure = 0; failure < 3 * StreamThreadFailureHandler.MAX_FAILURES; failure++) {
            assertThat(fail()).isEqualTo(REPLACE_THREAD);
        }
        isMissing = false;
        assertThat(fail()).isEqualTo(REPLACE_THREAD);
        assertThat(exits).isEmpty();
    }

    @Test
    void rejected_settings_end_the_process_and_are_named() {
        // The producer reports the error as text of a general exception.
        String text = "Unexpected error in InitProducerIdResponse; " + Errors.INVALID_TRANSACTION_TIMEOUT.message();
        assertThat(handler.handle(new StreamsException(new KafkaException(text))))
                .isEqualTo(SHUTDOWN_CLIENT);
        assertThat(handler.handle(new StreamsException(new InvalidTxnTimeoutException(text))))
                .isEqualTo(SHUTDOWN_CLIENT);
        assertThat(exits).hasSize(2).allSatisfy(exit -> assertThat(exit)
                .contains("eader.inference.timeout", "transaction.max.timeout.ms", "larger than the maximum"));
    }
}
