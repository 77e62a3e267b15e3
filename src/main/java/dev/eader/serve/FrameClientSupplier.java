package dev.eader.serve;

import dev.eader.broker.RecordLimits;
import dev.eader.stream.OutputProducer;
import dev.eader.stream.OutputRefusals;
import dev.eader.wire.FrameDeserializer;
import jakarta.inject.Singleton;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/**
 * Makes the clients of Kafka Streams: a consumer that reports deleted frames and bounds values, and a producer that
 * survives refused records.
 */
@Singleton
final class FrameClientSupplier extends DefaultKafkaClientSupplier {
    private final RecordLimits sizes;
    private final LostFrames lost;
    private final OutputRefusals refusals;
    private final KafkaTopicLimits limits;

    FrameClientSupplier(RecordLimits sizes, LostFrames lost, OutputRefusals refusals, KafkaTopicLimits limits) {
        this.sizes = sizes;
        this.lost = lost;
        this.refusals = refusals;
        this.limits = limits;
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> settings) {
        return FrameConsumer.of(settings, new FrameDeserializer(sizes.recordBytes()), lost);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> settings) {
        return new OutputProducer(settings, refusals, limits);
    }
}
