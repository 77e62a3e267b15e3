package dev.eader.example;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Timestamps;
import dev.eader.v1.ClassResult;
import dev.eader.v1.Result;
import dev.eader.v1.Segmentation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Suppressed;
import org.apache.kafka.streams.kstream.Suppressed.BufferConfig;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;

/**
 * Example of a Kafka Streams application that reads segmentations: for each camera, minute and class, the mean share of the
 * image over the results of that minute. A result without the class counts as 0. A minute is written once, when a frame of
 * its partition was captured {@link #GRACE} after its end.
 */
public final class AreaPerMinute {
    static final String SEGMENTATIONS = "segmentations.v1";
    static final String AREAS = "area-per-minute.v1";
    static final Duration MINUTE = Duration.ofMinutes(1);
    /** How long after the end of a minute its frames are still counted. */
    static final Duration GRACE = Duration.ofSeconds(10);

    private static final ObjectMapper JSON = new ObjectMapper();

    private AreaPerMinute() {}

    /** Aggregate of one camera and minute: number of results, and sum of shares per class. */
    record Minute(int frames, Map<String, Double> shares) {
        Minute with(Result result) {
            Map<String, Double> sums = new TreeMap<>(shares);
            for (ClassResult seen : result.getClassesList()) {
                sums.merge(seen.getName(), seen.getArea(), Double::sum);
            }
            return new Minute(frames + 1, sums);
        }

        List<KeyValue<String, String>> areas(Windowed<String> camera) {
            String from = Instant.ofEpochMilli(camera.window().start()).toString();
            return shares.entrySet().stream()
                    .map(share -> new Area(camera.key(), share.getKey(), from, share.getValue() / frames, frames))
                    .map(area -> KeyValue.pair(camera.key(), area.json()))
                    .toList();
        }
    }

    /** One output record. {@code area} is the mean over {@code frames} results, in [0,1]. */
    record Area(String camera, String name, String minute, double area, int frames) {
        String json() {
            try {
                return JSON.writeValueAsString(this);
            } catch (JsonProcessingException e) {
                throw new SerializationException(e);
            }
        }
    }

    static Topology topology() {
        // Kafka Streams numbers its nodes in the default locale but accepts only ASCII digits
        Locale.setDefault(Locale.ROOT);
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(
                        SEGMENTATIONS,
                        Consumed.with(Serdes.String(), segmentations())
                                // the camera's clock; the timestamp of the record is the broker's
                                .withTimestampExtractor((record, latest) -> capturedAt((Segmentation) record.value())))
                .filter((camera, segmentation) -> segmentation.hasResult())
                .groupByKey()
                .windowedBy(TimeWindows.ofSizeAndGrace(MINUTE, GRACE))
                .aggregate(
                        () -> new Minute(0, Map.of()),
                        (camera, segmentation, minute) -> minute.with(segmentation.getResult()),
                        Materialized.with(Serdes.String(), minutes()))
                .suppress(Suppressed.untilWindowCloses(BufferConfig.unbounded()))
                .toStream()
                .flatMap((camera, minute) -> minute.areas(camera))
                .to(AREAS, Produced.with(Serdes.String(), Serdes.String()));
        return builder.build();
    }

    private static long capturedAt(Segmentation segmentation) {
        return Timestamps.toMillis(segmentation.getCapturedAt());
    }

    private static Serde<Segmentation> segmentations() {
        return Serdes.serdeFrom((topic, segmentation) -> segmentation.toByteArray(), (topic, value) -> {
            try {
                return Segmentation.parseFrom(value);
            } catch (InvalidProtocolBufferException e) {
                throw new SerializationException(e);
            }
        });
    }

    private static Serde<Minute> minutes() {
        return Serdes.serdeFrom(
                (topic, minute) -> {
                    try {
                        return JSON.writeValueAsBytes(minute);
                    } catch (JsonProcessingException e) {
                        throw new SerializationException(e);
                    }
                },
                (topic, value) -> {
                    try {
                        return JSON.readValue(value, Minute.class);
                    } catch (IOException e) {
                        throw new SerializationException(e);
                    }
                });
    }

    /** @param bootstrap {@code HOST:PORT} of the broker */
    static Properties settings(String bootstrap) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "area-per-minute");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        // also reads only committed records
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, LogAndContinueExceptionHandler.class);
        return settings;
    }

    /** Runs until it is stopped. Argument: the broker's {@code HOST:PORT}, default localhost:9092. Topics must exist. */
    public static void main(String[] arguments) {
        KafkaStreams streams =
                new KafkaStreams(topology(), settings(arguments.length > 0 ? arguments[0] : "localhost:9092"));
        Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
        streams.start();
    }
}
