package dev.eader.console;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.eader.inference.ModelRefusedException;
import dev.eader.inference.ModelTrial;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;

/** Model files that are tried on live frames, by {@link CompareResource}, and then take a served model's place. */
@Path("/api/candidates")
@Singleton
@Produces("application/json")
public class CandidatesResource {
    private final ModelTrial trial;

    @Inject
    CandidatesResource(ModelTrial trial) {
        this.trial = trial;
    }

    /** @return {@link Listed}; 500 when the folder cannot be read */
    @GET
    public Response all() {
        return answer(() -> new Listed(
                trial.candidates().stream()
                        .map(each -> new Candidate(
                                each.file(), each.bytes(), each.modified().toString()))
                        .toList(),
                trial.trial().map(Tried::of).orElse(null)));
    }

    /**
     * Loads a candidate, in place of the one tried before.
     *
     * @return {@link Tried}; 404 when there is no such file, 422 with every reason when it breaks the model contract
     */
    @POST
    @Path("trial")
    public Response begin(@QueryParam("file") @DefaultValue("") String file) {
        return answer(() -> Tried.of(trial.start(file)));
    }

    /** Unloads what is tried. */
    @DELETE
    @Path("trial")
    public void end() {
        trial.end();
    }

    /**
     * Puts what is tried in a served model's place.
     *
     * @param model the name that the old one is served as
     * @param sha256 of the one that was tried
     * @return {@link Swapped}; 404 without such a model, 409 when something else is tried, 500 when its file cannot be
     *     replaced
     */
    @POST
    @Path("swap")
    public Response swap(
            @QueryParam("model") @DefaultValue("") String model,
            @QueryParam("sha256") @DefaultValue("") String sha256) {
        return answer(() -> new Swapped(model, trial.swap(model, sha256).version(), sha256, trial.keeps(model)));
    }

    private interface Work {
        Object run() throws IOException;
    }

    private static Response answer(Work work) {
        try {
            return Response.ok(work.run()).build();
        } catch (NoSuchElementException e) {
            return ErrorResponse.of(404, e.getMessage()).build();
        } catch (IllegalStateException e) {
            return ErrorResponse.of(409, e.getMessage()).build();
        } catch (ModelRefusedException e) {
            return ErrorResponse.of(422, e.getMessage()).build();
        } catch (IOException e) {
            return ErrorResponse.of(500, "The file system refuses: " + e).build();
        } catch (RuntimeException | OutOfMemoryError e) {
            return ErrorResponse.of(500, "The model cannot be loaded: " + e).build();
        }
    }

    record Listed(List<Candidate> candidates, Tried trial) {}

    record Candidate(String file, long bytes, String modified) {}

    /** @param card JSON as the model file holds it */
    @JsonNaming(SnakeCaseStrategy.class)
    record Tried(
            String file,
            String servedAs,
            String name,
            String version,
            String sha256,
            List<String> classes,
            @JsonRawValue String card) {

        static Tried of(ModelTrial.Trial trial) {
            var model = trial.model();
            return new Tried(
                    trial.file(),
                    trial.servedAs(),
                    model.name(),
                    model.version(),
                    model.sha256(),
                    model.classes(),
                    model.card());
        }
    }

    /** @param kept whether it outlasts a restart */
    record Swapped(String model, String version, String sha256, boolean kept) {}
}
