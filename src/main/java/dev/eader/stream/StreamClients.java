package dev.eader.stream;

import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/** Makes the clients of Kafka Streams: a consumer that bounds values and a producer that survives refused records. */
public final class StreamClients extends DefaultKafkaClientSupplier {
    private final int maxFrameBytes;
    private final OutputRefusals refusals;
    private final TopicLimits limits;

    /** @param maxFrameBytes of a frame's value after decompression; see {@link FrameDeserializer} */
    public StreamClients(int maxFrameBytes, OutputRefusals refusals, TopicLimits limits) {
        this.maxFrameBytes = maxFrameBytes;
        this.refusals = refusals;
        this.limits = limits;
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> settings) {
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new FrameDeserializer(maxFrameBytes));
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> settings) {
        return new OutputProducer(settings, refusals, limits);
    }
}
