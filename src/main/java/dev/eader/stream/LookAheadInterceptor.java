package dev.eader.stream;

import dev.eader.broker.Topics;
import dev.eader.wire.FrameRecord;
import io.quarkus.arc.Arc;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;

/** Submits each record that Kafka Streams polls to the look-ahead. Kafka creates it, so it gets its beans from Arc. */
public final class LookAheadInterceptor implements ConsumerInterceptor<byte[], byte[]> {
    private LookAhead lookAhead;
    private String topic;

    @Override
    public void configure(Map<String, ?> configs) {
        lookAhead = Arc.container().instance(LookAhead.class).get();
        topic = Arc.container().instance(Topics.class).get().frames();
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.topic().equals(topic)) {
                lookAhead.submit(FrameRecord.of(record), writtenMillis(record, System.currentTimeMillis()));
            }
        }
        return records;
    }

    /** Returns the broker's timestamp of a record; {@code now} when the timestamp is the sender's, whose clock may be wrong. */
    static long writtenMillis(ConsumerRecord<?, ?> record, long now) {
        return record.timestampType() == TimestampType.LOG_APPEND_TIME ? record.timestamp() : now;
    }

    /** Does nothing: the look-ahead has removed committed records when they were joined. */
    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}
}
