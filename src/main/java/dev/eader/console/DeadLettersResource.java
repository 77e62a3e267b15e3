package dev.eader.console;

import com.google.protobuf.ByteString;
import dev.eader.broker.RecordLimits;
import dev.eader.broker.Topics;
import dev.eader.command.Redriver;
import dev.eader.image.ImageException;
import dev.eader.image.ImageFormat;
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

/** Dead letters: looked through, and moved back to the frames. */
@Path("/api/dead-letters")
@Singleton
@Produces("application/json")
public class DeadLettersResource {
    private static final int MOST = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ConsoleClients clients;
    private final DeadLetters letters;
    private final RecordReader records;
    private final Topics topics;
    private final RecordLimits sizes;

    @Inject
    DeadLettersResource(ConsoleClients clients, Topics topics, RecordLimits sizes) {
        this.clients = clients;
        this.letters = new DeadLetters(() -> clients.reader(Redriver.group(topics)), topics);
        this.records = new RecordReader(clients::reader);
        this.topics = topics;
        this.sizes = sizes;
    }

    /** @return {@link DeadLetters.Listed}, newest first; 503 when Kafka does not answer */
    @GET
    public Response newest() {
        try {
            return Response.ok(letters.newest(MOST)).build();
        } catch (KafkaException e) {
            return ErrorResponse.of(503, "Kafka does not answer: " + e.getMessage())
                    .build();
        }
    }

    /** @return the letter's picture as it came, broken as it may be; 404 where there is none */
    @GET
    @Path("{partition}/{offset}/picture")
    @Produces({"image/jpeg", "image/png", "image/webp", "application/json"})
    public Response picture(@PathParam("partition") int partition, @PathParam("offset") long offset) {
        try {
            return records.at(topics.deadLetters(), partition, offset)
                    .flatMap(FrameResource::picture)
                    .map(ByteString::toByteArray)
                    .map(DeadLettersResource::image)
                    .orElseGet(() -> ErrorResponse.of(404, "There is no such letter, or no picture in it"))
                    .build();
        } catch (KafkaException e) {
            return ErrorResponse.of(503, "Kafka does not answer: " + e.getMessage())
                    .build();
        }
    }

    /** Redrives all letters that are there, or as many as half a minute allows. */
    @POST
    @Path("redrive")
    public Response redrive() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        return redrive(redriver -> redriver.move(0, () -> System.nanoTime() > deadline));
    }

    /** Redrives one letter. */
    @POST
    @Path("{partition}/{offset}/redrive")
    public Response redrive(@PathParam("partition") int partition, @PathParam("offset") long offset) {
        return redrive(redriver -> redriver.moveOne(partition, offset) ? 1 : 0);
    }

    /** One at a time: two would fence each other off. */
    private synchronized Response redrive(ToLongFunction<Redriver> work) {
        try (var redriver = new Redriver(clients.connection(), topics, sizes.recordBytes())) {
            return Response.ok(new Redriven(work.applyAsLong(redriver), redriver.cut()))
                    .build();
        } catch (KafkaException e) {
            return ErrorResponse.of(503, "Nothing was redriven: " + e.getMessage())
                    .build();
        }
    }

    private static Response.ResponseBuilder image(byte[] picture) {
        try {
            String type = "image/" + ImageFormat.of(picture).name().toLowerCase(Locale.ROOT);
            // what stands at an offset stays as it is
            return Response.ok(picture, type).header("Cache-Control", "private, max-age=3600, immutable");
        } catch (ImageException e) {
            return ErrorResponse.of(404, "What it holds is no picture: " + e.getMessage());
        }
    }

    @PreDestroy
    void close() {
        records.close();
    }

    /**
     * @param redriven number of letters that were moved
     * @param cut number of letters that were not moved, because the service left a part of the frame out of them
     */
    record Redriven(long redriven, long cut) {}
}
