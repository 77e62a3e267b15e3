package dev.eader.stream;

import dev.eader.wire.FrameRecord;
import io.quarkus.arc.Arc;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;

/** Shows every record that Kafka Streams polls to the look-ahead. Kafka makes it, so it finds its beans itself. */
public final class LookAheadInterceptor implements ConsumerInterceptor<byte[], byte[]> {
    private LookAhead lookAhead;
    private String topic;

    @Override
    public void configure(Map<String, ?> configs) {
        lookAhead = Arc.container().instance(LookAhead.class).get();
        topic = Arc.container().instance(dev.eader.broker.Topics.class).get().frames();
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.topic().equals(topic)) {
                lookAhead.expect(FrameRecord.of(record), written(record, System.currentTimeMillis()));
            }
        }
        return records;
    }

    /**
     * When a record was written, in milliseconds by the broker's clock. A record that carries its sender's time
     * (CreateTime) counts from its arrival here: a camera's clock may be hours off.
     */
    static long written(ConsumerRecord<?, ?> record, long now) {
        return record.timestampType() == TimestampType.LOG_APPEND_TIME ? record.timestamp() : now;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        // a committed record has been joined, and so is gone already
    }

    @Override
    public void close() {}
}
