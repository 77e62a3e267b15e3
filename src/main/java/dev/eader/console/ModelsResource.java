package dev.eader.console;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.eader.inference.ModelRegistry;
import dev.eader.inference.ModelTrial;
import dev.eader.inference.ModelWatch;
import dev.eader.inference.model.ModelDescription;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.util.List;

/** The models that are served. */
@Path("/api/models")
@Singleton
@Produces("application/json")
public class ModelsResource {
    private final ModelRegistry models;
    private final ModelWatch watch;
    private final ModelTrial trial;

    @Inject
    ModelsResource(ModelRegistry models, ModelWatch watch, ModelTrial trial) {
        this.watch = watch;
        this.models = models;
        this.trial = trial;
    }

    /** In the order of the names that they are served as; without what is only tried. */
    @GET
    public List<Served> all() {
        String tried = trial.trial().map(ModelTrial.Trial::servedAs).orElse("");
        return models.descriptions().entrySet().stream()
                .filter(model -> !model.getKey().equals(tried))
                .map(model -> Served.of(
                        model.getKey(),
                        model.getKey().equals(models.defaultName()),
                        models.device(),
                        trial.isPersistent(model.getKey()),
                        watch.refusals().get(model.getKey()),
                        model.getValue()))
                .toList();
    }

    /**
     * @param servedAs the name that frames ask for it by
     * @param device {@code cpu} or {@code cuda:N}
     * @param fromFile whether it came from a file of its own, which a swap replaces; else a swap ends with the service
     * @param refused why a changed file did not take its place; null where none was refused
     * @param card JSON as the model file holds it
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Served(
            String servedAs,
            boolean byDefault,
            String device,
            boolean fromFile,
            String refused,
            String name,
            String version,
            String sha256,
            List<String> classes,
            float scoreThreshold,
            float backgroundThreshold,
            int inputSize,
            int stride,
            @JsonRawValue String card) {

        static Served of(
                String servedAs,
                boolean byDefault,
                String device,
                boolean fromFile,
                String refused,
                ModelDescription model) {
            return new Served(
                    servedAs,
                    byDefault,
                    device,
                    fromFile,
                    refused,
                    model.name(),
                    model.version(),
                    model.sha256(),
                    model.classes(),
                    model.scoreThreshold(),
                    model.backgroundThreshold(),
                    model.inputSize(),
                    model.stride(),
                    model.card());
        }
    }
}
