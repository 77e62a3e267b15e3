package dev.eader.serve;

import dev.eader.inference.Batcher;
import dev.eader.inference.ModelWatch;
import dev.eader.inference.model.ModelDescription;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** What the service tells of its models: files that changed, and runs that hang. */
@Singleton
final class ModelMetrics implements ModelWatch.Listener {
    private final MeterRegistry registry;
    private final Counter swapped;
    private final Counter refused;

    ModelMetrics(MeterRegistry registry) {
        this.registry = registry;
        swapped = changes("swapped");
        refused = changes("refused");
    }

    private Counter changes(String result) {
        return Counter.builder("eader.model.changes")
                .description("Model files that changed, and were served or refused")
                .tag("result", result)
                .register(registry);
    }

    /** The watch is a bean that nobody else asks for before the first frame. */
    void start(@Observes StartupEvent event, Batcher batcher, ModelWatch watch) {
        Gauge.builder("eader.runs.abandoned", batcher, runs -> runs.hungRuns().abandonedRuns())
                .description("Inference runs that hang and were left to themselves")
                .register(registry);
    }

    @Override
    public void swapped(String name, ModelDescription model) {
        swapped.increment();
    }

    @Override
    public void refused(String name, String reason) {
        refused.increment();
    }
}
