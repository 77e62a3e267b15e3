package dev.eader.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eader.broker.Topics;
import dev.eader.console.live.LiveEvent;
import dev.eader.console.live.LiveFrame;
import dev.eader.console.live.OutcomeCounts;
import dev.eader.inference.ModelRegistry;
import dev.eader.inference.model.ModelDescription;
import dev.eader.v1.Segmentation;
import dev.eader.wire.WireReader;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.record.TimestampType;

/** Returns a frame and its outcome by partition and offset of the frame. Links are valid while Kafka retains both records. */
@Path("/api/frames/{partition}/{offset}")
@Singleton
@Produces("application/json")
public class FrameResource {
    /** A frame's timestamp may be later than that of its outcome by this much, since cameras and broker use different clocks. */
    private static final long MAX_CLOCK_SKEW_MS = 10_000;

    private static final OutcomeCounts NO_COUNTS = new OutcomeCounts(0, 0, 0, 0);

    private final RecordReader records;
    private final Topics topics;
    private final Supplier<Collection<ModelDescription>> models;

    @Inject
    FrameResource(ConsoleClients clients, Topics topics, ModelRegistry models) {
        this(clients::lookupConsumer, topics, () -> models.descriptions().values());
    }

    FrameResource(
            Supplier<Consumer<byte[], byte[]>> consumers,
            Topics topics,
            Supplier<Collection<ModelDescription>> models) {
        this.records = new RecordReader(consumers);
        this.topics = topics;
        this.models = models;
    }

    /** @return {@link FrameDetail}; 404 if the frame or its outcome does not exist, 503 if Kafka does not answer in time */
    @GET
    public Response get(@PathParam("partition") int partition, @PathParam("offset") long offset) {
        try {
            Optional<ConsumerRecord<byte[], byte[]>> frame = records.read(topics.frames(), partition, offset);
            if (frame.isEmpty()) {
                return ErrorResponse.of(
                                404,
                                String.format(
                                        Locale.ROOT,
                                        "There is no record at offset %d of partition %d of %s; it is deleted or was never written",
                                        offset,
                                        partition,
                                        topics.frames()))
                        .build();
            }
            RecordReader.Search outcome = findOutcome(frame.get());
            return outcome.found()
                    .map(found -> Response.ok(detail(frame.get(), found)))
                    .orElseGet(() -> outcome.complete()
                            ? ErrorResponse.of(
                                    404,
                                    String.format(
                                            Locale.ROOT,
                                            "Frame %d of partition %d has no outcome yet, or its outcome is deleted",
                                            offset,
                                            partition))
                            : ErrorResponse.of(
                                    503,
                                    String.format(
                                            Locale.ROOT,
                                            "The outcome of frame %d of partition %d was not found within the time limit. Try again.",
                                            offset,
                                            partition)))
                    .build();
        } catch (KafkaException e) {
            return ErrorResponse.of(503, "Kafka does not answer: " + e.getMessage())
                    .build();
        }
    }

    @PreDestroy
    void close() {
        records.close();
    }

    /**
     * Searches all partitions for the outcome: outcomes are partitioned by camera name, frames as their sender chooses. The search
     * starts at the timestamp of the frame. If the sender set that timestamp, it may be wrong, and all outcomes are searched.
     */
    private RecordReader.Search findOutcome(ConsumerRecord<byte[], byte[]> frame) {
        List<byte[]> keys = possibleKeys(frame);
        RecordReader.Search search = records.search(
                topics.segmentations(),
                keys,
                Math.max(0, frame.timestamp() - MAX_CLOCK_SKEW_MS),
                record -> isOutcomeOf(record, frame));
        return search.found().isPresent() || frame.timestampType() == TimestampType.LOG_APPEND_TIME
                ? search
                : records.search(topics.segmentations(), keys, 0, record -> isOutcomeOf(record, frame));
    }

    private static List<byte[]> possibleKeys(ConsumerRecord<byte[], byte[]> frame) {
        return Stream.concat(
                        Stream.ofNullable(frame.key()),
                        WireReader.frame(frame).map(each -> each.getCameraId().getBytes(UTF_8)).stream())
                .toList();
    }

    private static boolean isOutcomeOf(ConsumerRecord<byte[], byte[]> record, ConsumerRecord<byte[], byte[]> frame) {
        return WireReader.segmentation(record)
                .map(Segmentation::getOrigin)
                .filter(origin -> origin.getOffset() == frame.offset()
                        && origin.getPartition() == frame.partition()
                        && origin.getTopic().equals(frame.topic()))
                .isPresent();
    }

    private FrameDetail detail(ConsumerRecord<byte[], byte[]> frame, ConsumerRecord<byte[], byte[]> outcome) {
        Segmentation segmentation = WireReader.segmentation(outcome).orElseThrow();
        String card = models.get().stream()
                .filter(model -> model.sha256().equals(segmentation.getModel().getSha256()))
                .map(ModelDescription::card)
                .findFirst()
                .orElse(null);
        return FrameDetail.of(
                new LiveFrame(segmentation.getCameraId(), segmentation, WireReader.encodedImage(frame), NO_COUNTS),
                new LiveEvent.Place(outcome.topic(), outcome.partition(), outcome.offset()),
                card);
    }
}
