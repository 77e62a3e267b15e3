package dev.eader.console;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.eader.inference.ModelTrial;
import dev.eader.inference.model.ModelDescription;
import dev.eader.inference.model.ModelRefusedException;
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

/** Lists and loads candidate model files, which {@link CompareResource} runs on live frames, and swaps them in. */
@Path("/api/candidates")
@Singleton
@Produces("application/json")
public class CandidatesResource {
    private final ModelTrial trial;

    @Inject
    CandidatesResource(ModelTrial trial) {
        this.trial = trial;
    }

    /** @return {@link Listed}; 500 if the folder cannot be read */
    @GET
    public Response all() {
        return respond(() -> new Listed(
                trial.candidates().stream()
                        .map(each -> new Candidate(
                                each.file(), each.bytes(), each.modified().toString()))
                        .toList(),
                trial.trial().map(Tried::of).orElse(null)));
    }

    /**
     * Loads a candidate and unloads the previous one.
     *
     * @return {@link Tried}; 404 if the file does not exist, 422 with all violations if it does not meet the model contract
     */
    @POST
    @Path("trial")
    public Response begin(@QueryParam("file") @DefaultValue("") String file) {
        return respond(() -> Tried.of(trial.start(file)));
    }

    /** Unloads the candidate. */
    @DELETE
    @Path("trial")
    public void end() {
        trial.end();
    }

    /**
     * Replaces a served model by the candidate.
     *
     * @param model name of the served model
     * @param sha256 digest of the candidate that was compared
     * @return {@link Swapped}; 404 if the model is not served, 409 if another candidate is loaded, 500 if the model file cannot be
     *     replaced
     */
    @POST
    @Path("swap")
    public Response swap(
            @QueryParam("model") @DefaultValue("") String model,
            @QueryParam("sha256") @DefaultValue("") String sha256) {
        return respond(
                () -> new Swapped(model, trial.swap(model, sha256).version(), sha256, trial.isPersistent(model)));
    }

    private interface Action {
        Object run() throws IOException;
    }

    private static Response respond(Action action) {
        try {
            return Response.ok(action.run()).build();
        } catch (NoSuchElementException e) {
            return ErrorResponse.of(404, e.getMessage()).build();
        } catch (IllegalStateException e) {
            return ErrorResponse.of(409, e.getMessage()).build();
        } catch (ModelRefusedException e) {
            return ErrorResponse.of(422, e.getMessage()).build();
        } catch (IOException e) {
            return ErrorResponse.of(500, "Cannot read or replace the model file: " + e)
                    .build();
        } catch (RuntimeException | OutOfMemoryError e) {
            return ErrorResponse.of(500, "Cannot load the model: " + e).build();
        }
    }

    record Listed(List<Candidate> candidates, Tried trial) {}

    record Candidate(String file, long bytes, String modified) {}

    /** @param card the model card, JSON from the model file */
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
            ModelDescription model = trial.model();
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

    /** @param kept whether the swap survives a restart */
    record Swapped(String model, String version, String sha256, boolean kept) {}
}
