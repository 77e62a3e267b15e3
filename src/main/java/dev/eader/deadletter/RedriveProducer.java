package dev.eader.deadletter;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends redriven frames and commits the offsets of their dead letters in one transaction. All redrives of a topic share a
 * transactional id, so a newer redrive fences an older one.
 */
final class RedriveProducer implements AutoCloseable {
    private static final long MIN_BUFFER_BYTES = 32L << 20;

    /** Limits how long a redrive that died delays the next one. */
    private static final int TRANSACTION_TIMEOUT_MS = 10_000;

    private final KafkaProducer<byte[], byte[]> producer;

    /**
     * @param connection Kafka client settings: bootstrap servers, TLS, SASL
     * @param maxRecordBytes maximum size of a frame's record
     */
    RedriveProducer(Map<String, Object> connection, String transactionalId, int maxRecordBytes) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        // for the same reason as in FrameProducer
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, maxRecordBytes);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(MIN_BUFFER_BYTES, 2L * maxRecordBytes));
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Fences older redrives and aborts their open transaction. Committed offsets are final only after this. */
    void start() {
        producer.initTransactions();
    }

    /**
     * Sends frames and commits offsets in one transaction.
     *
     * @throws KafkaException when the transaction failed or a newer redrive has fenced this one; nothing was sent then
     */
    void commit(
            List<ProducerRecord<byte[], byte[]>> frames,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata group) {
        producer.beginTransaction();
        try {
            frames.forEach(producer::send);
            producer.sendOffsetsToTransaction(offsets, group);
            producer.commitTransaction();
        } catch (KafkaException e) {
            if (isFenced(e) || isFenced(abort())) {
                throw new KafkaException("another redrive has taken over", e);
            }
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new KafkaException("dead letters could not be redriven: " + reason.getMessage(), e);
        }
    }

    /** Returns the error of aborting, or null. The next redrive aborts a transaction that is still open. */
    private RuntimeException abort() {
        try {
            producer.abortTransaction();
            return null;
        } catch (KafkaException | IllegalStateException e) {
            return e;
        }
    }

    /** Returns whether a newer redrive uses the transactional id now; brokers report that by either exception. */
    private static boolean isFenced(Throwable failure) {
        return failure != null
                && (failure instanceof ProducerFencedException
                        || failure instanceof InvalidProducerEpochException
                        || isFenced(failure.getCause()));
    }

    @Override
    public void close() {
        producer.close();
    }
}
