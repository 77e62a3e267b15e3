package dev.eader.camera;

import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Records a trace span for each frame that is sent. Implementations must be thread-safe. */
@FunctionalInterface
public interface SendTracer {
    /** Records nothing; the record keeps the trace context of {@link FrameProducer}. */
    SendTracer OFF = record -> error -> {};

    /**
     * Starts the span of a record. May replace the trace context in the headers of the record.
     *
     * @return ends the span; called with null when the broker has acknowledged the record, or with the error
     */
    Consumer<Exception> startSend(ProducerRecord<byte[], byte[]> record);
}
