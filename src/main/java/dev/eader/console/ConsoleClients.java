package dev.eader.console;

import dev.eader.config.EaderConfig;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Creates the console's Kafka clients with the {@code kafka.*} settings of the application, including TLS and SASL. */
@Singleton
final class ConsoleClients {
    /** Largest size of a frame record without its picture, in bytes. */
    private static final int RECORD_OVERHEAD = 65_536;

    private final Map<String, Object> kafka;
    private final int recordBytes;

    @Inject
    ConsoleClients(@Identifier("default-kafka-broker") Map<String, Object> kafka, EaderConfig config) {
        this.kafka = kafka;
        this.recordBytes = config.image().maxBytes() + RECORD_OVERHEAD;
    }

    /** Creates a consumer of new, committed records that belongs to no consumer group. */
    Consumer<byte[], byte[]> liveConsumer() {
        return new KafkaConsumer<>(settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Creates a consumer for existing records, without group. At the end of a partition a poll returns within 20 ms. */
    Consumer<byte[], byte[]> lookupConsumer() {
        return lookupConsumer(settings());
    }

    private static Consumer<byte[], byte[]> lookupConsumer(Map<String, Object> settings) {
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "eader-console");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, recordBytes);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 2 * recordBytes);
        return settings;
    }

    /** Creates a {@link #lookupConsumer()} that can read the committed offsets of a consumer group. */
    Consumer<byte[], byte[]> lookupConsumer(String group) {
        Map<String, Object> settings = settings();
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        return lookupConsumer(settings);
    }

    /** The {@code kafka.*} settings of the application. */
    Map<String, Object> connectionSettings() {
        return kafka;
    }

    /** Creates a producer of frames that fails after 5 s, because an HTTP client is waiting. */
    Producer<byte[], byte[]> producer() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "eader-console");
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, recordBytes);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
