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
 * Producer for Kafka Streams that recovers from refused records. It reports a refusal as a fenced producer
 * ({@link InvalidProducerEpochException}): Kafka Streams then rejoins its group and processes the frames after the last
 * commit again, and its thread does not end. The refusal is remembered, so the next attempt at the frame sends a smaller
 * record. Thread-safe.
 */
public final class OutputProducer extends KafkaProducer<byte[], byte[]> {
    private final OutputRefusals refusals;
    private final TopicLimits limits;
    private final boolean transactional;
    /** True from a refusal until its transaction is aborted; meanwhile nothing can be sent or committed. */
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
            InvalidProducerEpochException retry = retryException();
            callback.onCompletion(null, retry);
            return CompletableFuture.failedFuture(retry);
        }
        OutputRefusals.Position frame = refusals.sending();
        try {
            return sendOnce(record, callback, frame);
        } catch (KafkaException e) {
            // the transaction has failed, but the callback that reports the refusal has not run yet
            throw transactional && isRefusal(e.getCause()) ? new KafkaException(retryException()) : e;
        }
    }

    private Future<RecordMetadata> sendOnce(
            ProducerRecord<byte[], byte[]> record, Callback callback, OutputRefusals.Position frame) {
        return super.send(record, (metadata, failure) -> {
            boolean isRefusal = isRefusal(failure);
            // after the first refusal, the other records of its transaction fail with the same exception
            boolean isFirst = isRefusal && !refused;
            boolean canRetry = isRefusal && (!isFirst || remember(frame, record.topic(), failure));
            callback.onCompletion(metadata, canRetry || isOfSameBatch(failure) ? retryException() : failure);
        });
    }

    private static Map<String, Object> withSerializers(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return all;
    }

    /** Returns whether a smaller record is possible. */
    private boolean remember(OutputRefusals.Position frame, String topic, Exception failure) {
        refused = transactional;
        limits.refresh();
        return frame != null && refusals.add(frame, topic, failure);
    }

    /** Returns whether another record of the same batch was refused, but not this one. */
    private static boolean isOfSameBatch(Exception failure) {
        return failure != null && failure.getClass() == KafkaException.class;
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof RecordTooLargeException
                || failure instanceof InvalidTimestampException
                || failure instanceof InvalidRecordException;
    }

    private static InvalidProducerEpochException retryException() {
        return new InvalidProducerEpochException(
                "Kafka refused a record; its frame is processed again with a smaller record");
    }

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
        if (refused) {
            throw retryException();
        }
        try {
            super.sendOffsetsToTransaction(offsets, groupMetadata);
        } catch (KafkaException e) {
            throw isRefusal(e.getCause()) ? retryException() : e;
        }
    }

    @Override
    public void commitTransaction() {
        if (refused) {
            throw retryException();
        }
        try {
            super.commitTransaction();
        } catch (KafkaException e) {
            throw isRefusal(e.getCause()) ? retryException() : e;
        }
    }

    @Override
    public void abortTransaction() {
        super.abortTransaction();
        refused = false;
    }
}
