package dev.eader.console;

import dev.eader.EaderConfig;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.Optional;

/** The live stream of the page. */
@Path("/api/live")
public class LiveResource {
    /** At most a frame per camera in this time; more than an eye needs, less than a browser chokes on. */
    static final Duration PACE = Duration.ofMillis(80);

    /** At most so many frames of all cameras in that time; a wall of 64 tiles is to leave its browser a core at most. */
    static final int FRAMES = 3;

    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    private final Audience audience;
    private final Console console;

    @Inject
    LiveResource(Audience audience, Console console) {
        this.audience = audience;
        this.console = console;
    }

    /**
     * Server-sent events of two names. {@code frame}: a {@link LiveEvent}. {@code feed}: {@code {"state": ...,
     * "write": ...}}, a {@link FeedState} and who may send pictures, when the stream begins and every second. A browser
     * that takes them slowly is given the newest frame of each camera whenever it is ready for one.
     */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> live(@Context Sse sse) {
        return Multi.createFrom().deferred(() -> {
            LatestPerCamera places = audience.enter();
            return Multi.createBy()
                    .merging()
                    .withConcurrency(2)
                    .withRequests(1)
                    .streams(beats(sse), frames(places, sse))
                    .onTermination()
                    .invoke(() -> audience.leave(places));
        });
    }

    private Multi<OutboundSseEvent> beats(Sse sse) {
        return ticks(HEARTBEAT).map(tick -> event(sse, "feed", new Feed(console.state(), console.write())));
    }

    private static Multi<OutboundSseEvent> frames(LatestPerCamera places, Sse sse) {
        return ticks(PACE).onItem().transformToMultiAndConcatenate(tick -> Multi.createFrom()
                .iterable(places.cameras(FRAMES))
                .map(places::take)
                .filter(Optional::isPresent)
                .map(frame -> event(sse, "frame", LiveEvent.of(frame.get()))));
    }

    /** A tick that the browser is not ready for is left out. */
    private static Multi<Long> ticks(Duration every) {
        return Multi.createFrom().ticks().every(every).onOverflow().drop();
    }

    private static OutboundSseEvent event(Sse sse, String name, Object data) {
        return sse.newEventBuilder()
                .name(name)
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(data)
                .build();
    }

    record Feed(FeedState state, EaderConfig.Console.Write write) {}
}
