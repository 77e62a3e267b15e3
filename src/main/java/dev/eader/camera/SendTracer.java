package dev.eader.camera;

import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Tells a tracing system of each frame that is sent. */
@FunctionalInterface
public interface SendTracer {
    /** Nobody is told; the record begins a trace all the same. */
    SendTracer OFF = record -> error -> {};

    /**
     * Called before a record is sent, which it may give another trace context.
     *
     * @return to be called when the broker has it, with null, or with why it has not
     */
    Consumer<Exception> startSend(ProducerRecord<byte[], byte[]> record);
}
