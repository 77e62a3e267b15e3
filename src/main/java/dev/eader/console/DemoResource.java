package dev.eader.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.eader.camera.DemoControls;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;

/** Reads and sets the simulated faults of the demo camera. */
@Path("/api/demo")
@Singleton
@Produces("application/json")
public class DemoResource {
    private final DemoControls switches;

    @Inject
    DemoResource(DemoControls switches) {
        this.switches = switches;
    }

    /** @return {@link Switches}; 404 without demo camera */
    @GET
    public Response get() {
        return switches.isAvailable()
                ? Response.ok(Switches.of(switches.state())).build()
                : notFound();
    }

    /**
     * Sets all faults.
     *
     * @param body {@link Switches} as JSON
     * @return the new {@link Switches}; 400 if a field is missing, unknown, of the wrong type or out of range, 404 without demo
     *     camera
     */
    @PUT
    @Consumes("application/json")
    public Response set(byte[] body) {
        if (!switches.isAvailable()) {
            return notFound();
        }
        try {
            switches.set(JsonBody.read(body, Switches.class).state());
            return get();
        } catch (IllegalArgumentException e) {
            return ErrorResponse.of(400, e.getMessage()).build();
        }
    }

    private static Response notFound() {
        return ErrorResponse.of(
                        404,
                        "There is no demo camera. It runs only with the embedded broker and eader.demo.fps above 0.")
                .build();
    }

    @JsonNaming(SnakeCaseStrategy.class)
    record Switches(boolean running, double loss, int jitterMs, double corruption, boolean frozen) {
        static Switches of(DemoControls.State state) {
            return new Switches(state.running(), state.loss(), state.jitterMs(), state.corruption(), state.frozen());
        }

        DemoControls.State state() {
            return new DemoControls.State(running, loss, jitterMs, corruption, frozen);
        }
    }
}
