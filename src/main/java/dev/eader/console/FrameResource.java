package dev.eader.console;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.eader.broker.Topics;
import dev.eader.inference.ModelDescription;
import dev.eader.inference.ModelRegistry;
import dev.eader.stream.SchemaFraming;
import dev.eader.v1.Frame;
import dev.eader.v1.Segmentation;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/** One frame and what became of it, read from Kafka by where the frame stands: a link to it holds as long as it is kept. */
@Path("/api/frames/{partition}/{offset}")
@Singleton
@Produces("application/json")
public class FrameResource {
    /** Clocks of cameras and broker differ; a frame's time may be later than that of its outcome. */
    private static final long SKEW_MS = 10_000;

    private static final Tally NONE = new Tally(0, 0, 0, 0);

    private final RecordReader records;
    private final Topics topics;
    private final ModelRegistry models;

    @Inject
    FrameResource(ConsoleClients clients, Topics topics, ModelRegistry models) {
        this.records = new RecordReader(clients::reader);
        this.topics = topics;
        this.models = models;
    }

    /** @return a {@link FrameDetail}; 404 without such a frame or outcome, 503 when Kafka does not answer */
    @GET
    public Response get(@PathParam("partition") int partition, @PathParam("offset") long offset) {
        try {
            var frame = records.at(topics.frames(), partition, offset);
            // one partitioner, one key and as many partitions: frame and outcome share the number of theirs
            var outcome = frame.flatMap(found -> records.since(
                    topics.segmentations(),
                    partition,
                    Math.max(0, found.timestamp() - SKEW_MS),
                    record -> answers(record, partition, offset)));
            return outcome.map(found -> Response.ok(detail(frame.get(), found)))
                    .orElseGet(() -> Refusal.of(
                            404,
                            "There is no %s of frame %d of partition %d, or it is not kept any more"
                                    .formatted(frame.isEmpty() ? "record" : "outcome yet", offset, partition)))
                    .build();
        } catch (KafkaException e) {
            return Refusal.of(503, "Kafka does not answer: " + e.getMessage()).build();
        }
    }

    @PreDestroy
    void close() {
        records.close();
    }

    private boolean answers(ConsumerRecord<byte[], byte[]> record, int partition, long offset) {
        var origin = read(record).getOrigin();
        return origin.getOffset() == offset
                && origin.getPartition() == partition
                && origin.getTopic().equals(topics.frames());
    }

    private FrameDetail detail(ConsumerRecord<byte[], byte[]> frame, ConsumerRecord<byte[], byte[]> outcome) {
        Segmentation segmentation = read(outcome);
        String card = models.descriptions().values().stream()
                .filter(model -> model.sha256().equals(segmentation.getModel().getSha256()))
                .map(ModelDescription::card)
                .findFirst()
                .orElse(null);
        return FrameDetail.of(
                new LiveFrame(segmentation.getCameraId(), segmentation, picture(frame), NONE),
                new LiveEvent.Place(outcome.topic(), outcome.partition(), outcome.offset()),
                card);
    }

    private static Segmentation read(ConsumerRecord<byte[], byte[]> record) {
        try {
            return record.value() == null
                    ? Segmentation.getDefaultInstance()
                    : Segmentation.parseFrom(SchemaFraming.payload(record.value(), Segmentation.getDescriptor()));
        } catch (InvalidProtocolBufferException e) {
            return Segmentation.getDefaultInstance();
        }
    }

    /** The encoded picture of a frame's record, or of its dead letter; none where it holds none. */
    static Optional<ByteString> picture(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.ofNullable(
                            record.value() == null
                                    ? null
                                    : Frame.parseFrom(SchemaFraming.payload(record.value(), Frame.getDescriptor())))
                    .filter(Frame::hasEncoded)
                    .map(Frame::getEncoded);
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }
}
