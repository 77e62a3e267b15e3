package dev.eader.serve;

import dev.eader.config.EaderConfig;
import dev.eader.config.InferenceConfig;
import dev.eader.config.ModelConfig;
import dev.eader.inference.BatchOptions;
import dev.eader.inference.Batcher;
import dev.eader.inference.ModelRegistry;
import dev.eader.inference.ModelTrial;
import dev.eader.inference.ModelWatch;
import dev.eader.inference.model.DeviceChoice;
import dev.eader.inference.model.ModelOptions;
import dev.eader.inference.model.Parallelism;
import dev.eader.stream.FrameMetrics;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Creates the beans that load models and run inference. */
final class ModelFactory {

    @Produces
    @Singleton
    ModelRegistry models(EaderConfig config) {
        int threads = parallelism(config.inference()).threads();
        int alone = config.inference().threadsAlone();
        ModelConfig model = config.model();
        ModelOptions options = new ModelOptions(
                DeviceChoice.parse(config.inference().device()),
                threads,
                alone == 0 ? threads : alone,
                model.maxBytes());
        return ModelRegistry.open(model.defaultName(), model.bundled(), model.path(), options);
    }

    void close(@Disposes ModelRegistry models) {
        models.close();
    }

    @Produces
    @Singleton
    ModelWatch watch(EaderConfig config, ModelRegistry models, ModelMetrics metrics) {
        return new ModelWatch(models, config.model().path(), config.model().watch(), metrics);
    }

    void close(@Disposes ModelWatch watch) {
        watch.close();
    }

    @Produces
    @Singleton
    ModelTrial trial(EaderConfig config, ModelRegistry models, ModelMetrics metrics) {
        return new ModelTrial(
                models, config.model().candidates(), config.model().path(), metrics);
    }

    @Produces
    @Singleton
    Batcher batcher(EaderConfig config, ModelRegistry models, FrameMetrics metrics) {
        InferenceConfig inference = config.inference();
        Parallelism parallelism = parallelism(inference);
        BatchOptions options = new BatchOptions(
                parallelism.batchSize(), inference.batchWait(), parallelism.runs(), inference.timeout());
        return new Batcher(models, options, metrics);
    }

    void close(@Disposes Batcher batcher) {
        batcher.close();
    }

    private static Parallelism parallelism(InferenceConfig inference) {
        return Parallelism.of(
                DeviceChoice.parse(inference.device()), inference.runs(), inference.threads(), inference.batchSize());
    }
}
