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

/** Metrics of models: changed files and abandoned inference runs. */
@Singleton
final class ModelMetrics implements ModelWatch.Listener {
    private final MeterRegistry registry;
    private final Counter swapped;
    private final Counter refused;

    ModelMetrics(MeterRegistry registry) {
        this.registry = registry;
        swapped = counter("swapped");
        refused = counter("refused");
    }

    private Counter counter(String result) {
        return Counter.builder("eader.model.changes")
                .description("Changed model files, by whether they were loaded or refused")
                .tag("result", result)
                .register(registry);
    }

    /** Starts the model watch, which no other bean requests before the first frame. */
    void start(@Observes StartupEvent event, Batcher batcher, ModelWatch watch) {
        Gauge.builder("eader.runs.abandoned", batcher, runs -> runs.hungRuns().abandonedRuns())
                .description("Inference runs that exceeded the timeout and are still running")
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
