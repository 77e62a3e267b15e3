package dev.eader.serve;

import jakarta.inject.Singleton;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/** Gives Kafka Streams a {@link FrameConsumer}; its other clients are the usual ones. */
@Singleton
final class FrameClients implements KafkaClientSupplier {
    private final KafkaClientSupplier usual = new DefaultKafkaClientSupplier();
    private final LostFrames lost;

    FrameClients(LostFrames lost) {
        this.lost = lost;
    }

    @Override
    public Admin getAdmin(Map<String, Object> settings) {
        return usual.getAdmin(settings);
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> settings) {
        return FrameConsumer.of(settings, lost);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> settings) {
        return usual.getProducer(settings);
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> settings) {
        return usual.getRestoreConsumer(settings);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> settings) {
        return usual.getGlobalConsumer(settings);
    }
}
