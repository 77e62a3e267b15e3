package dev.eader.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.eader.broker.Topics;
import dev.eader.v1.Segmentation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends records and keeps the topic, partition and offset of each. */
final class Feed<T> implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<T, Future<RecordMetadata>> sent = new LinkedHashMap<>();

    /** Topic, partition and offset of a frame. */
    record Place(String topic, int partition, long offset) {
        /** Place of the frame that an outcome belongs to. */
        static Place of(Segmentation outcome) {
            var origin = outcome.getOrigin();
            return new Place(origin.getTopic(), origin.getPartition(), origin.getOffset());
        }
    }

    Feed(String bootstrap) {
        this(bootstrap, Map.of());
    }

    /** @param settings of the producer, which override the defaults of this class */
    Feed(String bootstrap, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "bootstrap.servers",
                bootstrap,
                "max.in.flight.requests.per.connection",
                1,
                "max.request.size",
                Topics.MAX_FRAME_BYTES,
                // longer than any outage of a broker in the tests
                "delivery.timeout.ms",
                600_000));
        all.putAll(settings);
        producer = new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    void send(T sentObject, ProducerRecord<byte[], byte[]> record) {
        sent.put(sentObject, producer.send(record));
    }

    /** The sent objects by place, in the order of sending; waits until all are written. */
    Map<Place, T> places() throws Exception {
        Map<Place, T> places = new LinkedHashMap<>();
        for (var entry : sent.entrySet()) {
            RecordMetadata at = entry.getValue().get();
            places.put(new Place(at.topic(), at.partition(), at.offset()), entry.getKey());
        }
        return places;
    }

    static List<Segmentation> parse(List<ConsumerRecord<byte[], byte[]>> outcomes)
            throws InvalidProtocolBufferException {
        List<Segmentation> parsed = new ArrayList<>();
        for (var record : outcomes) {
            parsed.add(Segmentation.parseFrom(record.value()));
        }
        return parsed;
    }

    /** Fails and lists the frames without an outcome or with several. */
    static void assertEachAnsweredOnce(Set<Place> sent, List<Segmentation> outcomes) {
        Set<Place> answered = new HashSet<>();
        List<Place> again = outcomes.stream()
                .map(Place::of)
                .filter(place -> !answered.add(place))
                .toList();
        Set<Place> lost = new HashSet<>(sent);
        lost.removeAll(answered);
        assertThat(lost).as("frames without an outcome").isEmpty();
        assertThat(again).as("frames with another outcome").isEmpty();
        assertThat(answered).as("frames with an outcome").hasSameSizeAs(sent);
    }

    /** Discards unsent records, because the broker has ended. */
    void discard() {
        producer.close(Duration.ZERO);
    }

    @Override
    public void close() {
        producer.close();
    }
}
