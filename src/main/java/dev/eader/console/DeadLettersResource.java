package dev.eader.console;

import com.google.protobuf.ByteString;
import dev.eader.broker.RecordLimits;
import dev.eader.broker.Topics;
import dev.eader.deadletter.DeadLetterReader;
import dev.eader.deadletter.Redriver;
import dev.eader.image.ImageException;
import dev.eader.image.ImageFormat;
import dev.eader.wire.WireReader;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.KafkaException;

/** Lists dead-letter records and redrives them: moves them back to the topic of frames. */
@Path("/api/dead-letters")
@Singleton
@Produces("application/json")
public class DeadLettersResource {
    private static final int MAX_LETTERS = 200;
    private static final Duration REDRIVE_TIMEOUT = Duration.ofSeconds(30);

    private final ConsoleClients clients;
    private final DeadLetterReader letters;
    private final RecordReader records;
    private final Topics topics;
    private final RecordLimits sizes;

    @Inject
    DeadLettersResource(ConsoleClients clients, Topics topics, RecordLimits sizes) {
        this.clients = clients;
        this.letters = new DeadLetterReader(() -> clients.lookupConsumer(Redriver.groupId(topics)), topics);
        this.records = new RecordReader(clients::lookupConsumer);
        this.topics = topics;
        this.sizes = sizes;
    }

    /** @return {@link DeadLetterReader.Listing}, the newest {@value #MAX_LETTERS}, newest first; 503 if Kafka does not answer */
    @GET
    public Response newest() {
        try {
            return Response.ok(letters.newest(MAX_LETTERS)).build();
        } catch (KafkaException e) {
            return ErrorResponse.of(503, "Kafka does not answer: " + e.getMessage())
                    .build();
        }
    }

    /** @return the unchanged picture of the frame, which may be corrupt; 404 if there is none */
    @GET
    @Path("{partition}/{offset}/picture")
    @Produces({"image/jpeg", "image/png", "image/webp", "application/json"})
    public Response picture(@PathParam("partition") int partition, @PathParam("offset") long offset) {
        try {
            return records.read(topics.deadLetters(), partition, offset)
                    .flatMap(WireReader::encodedImage)
                    .map(ByteString::toByteArray)
                    .map(DeadLettersResource::image)
                    .orElseGet(() -> ErrorResponse.of(
                            404,
                            String.format(
                                    Locale.ROOT,
                                    "%s has no record at offset %d of partition %d, or the record has no encoded picture",
                                    topics.deadLetters(),
                                    offset,
                                    partition)))
                    .build();
        } catch (KafkaException e) {
            return ErrorResponse.of(503, "Kafka does not answer: " + e.getMessage())
                    .build();
        }
    }

    /** Redrives all dead letters, or as many as possible within 30 s. */
    @POST
    @Path("redrive")
    public Response redrive() {
        long deadline = System.nanoTime() + REDRIVE_TIMEOUT.toNanos();
        return redrive(redriver -> redriver.redrive(0, () -> System.nanoTime() > deadline));
    }

    /** Redrives one dead letter. */
    @POST
    @Path("{partition}/{offset}/redrive")
    public Response redrive(@PathParam("partition") int partition, @PathParam("offset") long offset) {
        return redrive(redriver -> redriver.redriveOne(partition, offset) ? 1 : 0);
    }

    /** Synchronized, because two redrivers share a transactional id and would fence each other. */
    private synchronized Response redrive(ToLongFunction<Redriver> work) {
        try (var redriver = new Redriver(clients.connectionSettings(), topics, sizes.recordBytes())) {
            return Response.ok(new Redriven(work.applyAsLong(redriver), redriver.cutCount()))
                    .build();
        } catch (KafkaException e) {
            return ErrorResponse.of(503, "Nothing was redriven, because Kafka did not accept it: " + e.getMessage())
                    .build();
        }
    }

    private static Response.ResponseBuilder image(byte[] picture) {
        try {
            String type = "image/" + ImageFormat.of(picture).name().toLowerCase(Locale.ROOT);
            // the record at an offset never changes
            return Response.ok(picture, type).header("Cache-Control", "private, max-age=3600, immutable");
        } catch (ImageException e) {
            return ErrorResponse.of(404, "The picture of the dead letter is not readable: " + e.getMessage());
        }
    }

    @PreDestroy
    void close() {
        records.close();
    }

    /**
     * @param redriven number of dead letters that were moved
     * @param cut number of dead letters that were not moved, because they do not contain the whole frame
     */
    record Redriven(long redriven, long cut) {}
}
