package dev.eader.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.eader.camera.DemoSwitches;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;

/** The demo camera's switches. */
@Path("/api/demo")
@Singleton
@Produces("application/json")
public class DemoResource {
    private final DemoSwitches switches;

    @Inject
    DemoResource(DemoSwitches switches) {
        this.switches = switches;
    }

    /** @return {@link Switches}; 404 where there is no demo camera */
    @GET
    public Response get() {
        return switches.there() ? Response.ok(Switches.of(switches.state())).build() : none();
    }

    /**
     * Sets all switches.
     *
     * @param body {@link Switches} as JSON
     * @return what holds now; 400 when a field is missing, unknown, of another type or out of its range, 404 where there is
     *     no demo camera
     */
    @PUT
    @Consumes("application/json")
    public Response set(byte[] body) {
        if (!switches.there()) {
            return none();
        }
        try {
            switches.set(JsonBody.read(body, Switches.class).state());
            return get();
        } catch (IllegalArgumentException e) {
            return ErrorResponse.of(400, e.getMessage()).build();
        }
    }

    private static Response none() {
        return ErrorResponse.of(
                        404, "There is no demo camera: it runs beside the embedded broker alone (eader.demo.fps)")
                .build();
    }

    @JsonNaming(SnakeCaseStrategy.class)
    record Switches(boolean running, double loss, int jitterMs, double corruption, boolean frozen) {
        static Switches of(DemoSwitches.State state) {
            return new Switches(state.running(), state.loss(), state.jitterMs(), state.corruption(), state.frozen());
        }

        DemoSwitches.State state() {
            return new DemoSwitches.State(running, loss, jitterMs, corruption, frozen);
        }
    }
}
