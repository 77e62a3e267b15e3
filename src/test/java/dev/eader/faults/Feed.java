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

/** Sends records and remembers where each came to stand. */
final class Feed<T> implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<T, Future<RecordMetadata>> sent = new LinkedHashMap<>();

    /** Where a record of the frames' topic stands. */
    record Place(String topic, int partition, long offset) {
        /** Where the frame stood that this is the outcome of. */
        static Place of(Segmentation outcome) {
            var origin = outcome.getOrigin();
            return new Place(origin.getTopic(), origin.getPartition(), origin.getOffset());
        }
    }

    Feed(String bootstrap) {
        this(bootstrap, Map.of());
    }

    /** @param settings of the producer, over those of this class */
    Feed(String bootstrap, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "bootstrap.servers",
                bootstrap,
                "max.in.flight.requests.per.connection",
                1,
                "max.request.size",
                Topics.MAX_FRAME_BYTES,
                // outlasts a broker that is away
                "delivery.timeout.ms",
                600_000));
        all.putAll(settings);
        producer = new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    void send(T what, ProducerRecord<byte[], byte[]> record) {
        sent.put(what, producer.send(record));
    }

    /** What was sent by where it stands, in the order of sending. */
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

    /** Fails with the frames that have no outcome, or more than one. */
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

    /** Does not wait for what is not sent: its broker will not come back. */
    void giveUp() {
        producer.close(Duration.ZERO);
    }

    @Override
    public void close() {
        producer.close();
    }
}
