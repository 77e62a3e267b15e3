package dev.eader.stream;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Producer of Kafka Streams that survives refused records. It reports a refusal as the error of a producer that was
 * replaced: Kafka Streams then joins its group again and processes the frames from the last commit, and its thread goes on.
 * The refusal is remembered, so that the frame's next attempt sends a record that Kafka accepts. Thread-safe.
 */
public final class OutputProducer extends KafkaProducer<byte[], byte[]> {
    private final OutputRefusals refusals;
    private final TopicLimits limits;
    private final boolean transactional;
    /** Set from a refusal until its transaction is aborted: until then no record can be sent or committed. */
    private volatile boolean refused;

    public OutputProducer(Map<String, Object> settings, OutputRefusals refusals, TopicLimits limits) {
        super(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.refusals = refusals;
        this.limits = limits;
        this.transactional = settings.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG) != null;
        ProducerConfig config = new ProducerConfig(withSerializers(settings));
        limits.producerMaxBytes(Math.min(
                config.getInt(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                config.getLong(ProducerConfig.BUFFER_MEMORY_CONFIG)));
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        if (refused) {
            InvalidProducerEpochException again = again();
            callback.onCompletion(null, again);
            return CompletableFuture.failedFuture(again);
        }
        OutputRefusals.Place frame = refusals.sending();
        try {
            return sendOnce(record, callback, frame);
        } catch (KafkaException e) {
            // the transaction failed a moment ago, and the callback that says so has not run yet
            throw transactional && isRefusal(e.getCause()) ? new KafkaException(again()) : e;
        }
    }

    private Future<RecordMetadata> sendOnce(
            ProducerRecord<byte[], byte[]> record, Callback callback, OutputRefusals.Place frame) {
        return super.send(record, (metadata, failure) -> {
            boolean isRefusal = isRefusal(failure);
            // after the first refusal, the other records of its transaction fail with the same exception
            boolean isFirst = isRefusal && !refused;
            boolean retry = isRefusal && (!isFirst || learn(frame, record.topic(), failure));
            callback.onCompletion(metadata, retry || isNeighbour(failure) ? again() : failure);
        });
    }

    private static Map<String, Object> withSerializers(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return all;
    }

    private boolean learn(OutputRefusals.Place frame, String topic, Exception failure) {
        refused = transactional;
        limits.refresh();
        return frame != null && refusals.add(frame, topic, failure);
    }

    /** Whether the record was accepted, but another one of its batch was not. */
    private static boolean isNeighbour(Exception failure) {
        return failure != null && failure.getClass() == KafkaException.class;
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof RecordTooLargeException
                || failure instanceof InvalidTimestampException
                || failure instanceof InvalidRecordException;
    }

    private static InvalidProducerEpochException again() {
        return new InvalidProducerEpochException(
                "Kafka refused a record; its frame is processed again, with a smaller one");
    }

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
        if (refused) {
            throw again();
        }
        try {
            super.sendOffsetsToTransaction(offsets, groupMetadata);
        } catch (KafkaException e) {
            throw isRefusal(e.getCause()) ? again() : e;
        }
    }

    @Override
    public void commitTransaction() {
        if (refused) {
            throw again();
        }
        try {
            super.commitTransaction();
        } catch (KafkaException e) {
            throw isRefusal(e.getCause()) ? again() : e;
        }
    }

    @Override
    public void abortTransaction() {
        super.abortTransaction();
        refused = false;
    }
}
