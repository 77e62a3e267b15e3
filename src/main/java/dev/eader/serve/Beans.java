package dev.eader.serve;

import dev.eader.EaderConfig;
import dev.eader.broker.RecordLimits;
import dev.eader.broker.Topics;
import dev.eader.camera.DemoControls;
import dev.eader.camera.SendTracer;
import dev.eader.fetch.ClaimCheck;
import dev.eader.fetch.ClaimCheckOptions;
import dev.eader.image.ImageDecoder;
import dev.eader.image.ImageLimits;
import dev.eader.inference.BatchOptions;
import dev.eader.inference.Batcher;
import dev.eader.inference.ModelRegistry;
import dev.eader.inference.ModelTrial;
import dev.eader.inference.ModelWatch;
import dev.eader.inference.model.DeviceChoice;
import dev.eader.inference.model.ModelOptions;
import dev.eader.inference.model.Parallelism;
import dev.eader.stream.FrameAgeLimits;
import dev.eader.stream.FrameMetrics;
import dev.eader.stream.FramePipeline;
import dev.eader.stream.FrameTracing;
import dev.eader.stream.LookAhead;
import dev.eader.stream.OutputRefusals;
import dev.eader.stream.SegmentationTopology;
import dev.eader.stream.TopicOutput;
import dev.eader.tracing.FrameSpans;
import dev.eader.tracing.SendSpans;
import dev.eader.v1.Segmentation;
import dev.eader.wire.FramingSerializer;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.Topology;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How the parts are put together from the options. Singletons, not proxied: a proxy's fields are its own. */
public final class Beans {

    @Produces
    @Singleton
    Topics topics(EaderConfig config) {
        if (config.topics().partitions() < 1) {
            throw new IllegalArgumentException("eader.topics.partitions takes 1 or more, not "
                    + config.topics().partitions());
        }
        return Topics.prefixed(config.topics().prefix());
    }

    @Produces
    @Singleton
    DemoControls demo(EaderConfig config) {
        return new DemoControls(config.broker().embedded() && config.demo().fps() > 0);
    }

    @Produces
    @Singleton
    Topology topology(
            EaderConfig config,
            Topics topics,
            LookAhead lookAhead,
            FrameMetrics metrics,
            FrameTracing tracing,
            KafkaTopicLimits limits,
            OutputRefusals refusals) {
        TopicOutput output = new TopicOutput(framing(config.schema()), limits, refusals);
        return SegmentationTopology.of(topics, lookAhead, metrics, tracing, output);
    }

    @Produces
    @Singleton
    OutputRefusals refusals() {
        return new OutputRefusals();
    }

    @Produces
    @Singleton
    RecordLimits recordLimits(EaderConfig config) {
        return RecordLimits.ofImages(config.image().maxBytes());
    }

    @Produces
    @Singleton
    FrameTracing frameTracing(
            EaderConfig config,
            Instance<OpenTelemetry> telemetry,
            @ConfigProperty(name = "quarkus.kafka-streams.application-id") String group) {
        return config.tracing().endpoint().isPresent() ? new FrameSpans(telemetry.get(), group) : FrameTracing.OFF;
    }

    @Produces
    @Singleton
    SendTracer sendTracing(EaderConfig config, Instance<OpenTelemetry> telemetry) {
        return config.tracing().endpoint().isPresent() ? new SendSpans(telemetry.get()) : SendTracer.OFF;
    }

    /** What stands before segmentations. */
    static FramingSerializer framing(EaderConfig.Schema schema) {
        int id = schema.segmentationId().orElse(0);
        if (schema.framing() != EaderConfig.Schema.Framing.RAW && id < 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "eader.schema.framing=%s needs eader.schema.segmentation-id, which is 1 or more, not %d",
                    schema.framing(),
                    id));
        }
        return switch (schema.framing()) {
            case RAW -> FramingSerializer.raw();
            case CONFLUENT -> FramingSerializer.confluent(id, Segmentation.getDescriptor());
            case APICURIO -> FramingSerializer.apicurio(id, Segmentation.getDescriptor());
        };
    }

    @Produces
    @Singleton
    LookAhead lookAhead(EaderConfig config, FramePipeline pipeline, Batcher batcher, FrameMetrics metrics) {
        EaderConfig.Stream stream = config.stream();
        LookAhead lookAhead =
                new LookAhead(pipeline::submit, stream.lookAheadFrames(), stream.lookAheadBytes(), metrics);
        metrics.registerGauges(batcher::queueDepth, lookAhead);
        return lookAhead;
    }

    @Produces
    @Singleton
    FramePipeline pipeline(
            EaderConfig config, ModelRegistry models, Batcher batcher, Workers workers, Instance<Vertx> vertx) {
        EaderConfig.Image image = config.image();
        return new FramePipeline(
                new ImageDecoder(limits(image)),
                new ClaimCheck(claimCheck(image), vertx::get),
                models,
                batcher,
                freshness(config),
                workers.threads());
    }

    private static ClaimCheckOptions claimCheck(EaderConfig.Image image) {
        return new ClaimCheckOptions(
                image.uriSchemes().orElse(List.of()),
                image.uriPrefixes().orElse(List.of()),
                image.uriPrivateAddresses(),
                image.uriTimeout(),
                image.maxBytes());
    }

    private static ImageLimits limits(EaderConfig.Image image) {
        try {
            return new ImageLimits(image.maxBytes(), image.maxPixels());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "eader.image.max-bytes and eader.image.max-pixels: " + e.getMessage(), e);
        }
    }

    private static FrameAgeLimits freshness(EaderConfig config) {
        EaderConfig.Freshness options = config.freshness();
        boolean latest = options.policy() == EaderConfig.Freshness.Policy.LATEST;
        boolean transactions = config.stream().guarantee().startsWith("exactly_once");
        Duration commit = transactions ? config.stream().commitInterval() : Duration.ZERO;
        return new FrameAgeLimits(latest, options.maxAge(), options.camera(), commit, Clock.systemUTC());
    }

    @Produces
    @Singleton
    FrameMetrics metrics(MeterRegistry registry) {
        return new FrameMetrics(registry);
    }

    @Produces
    @Singleton
    ModelRegistry models(EaderConfig config) {
        int threads = parallelism(config).threads();
        int alone = config.inference().threadsAlone();
        ModelOptions options = new ModelOptions(
                DeviceChoice.parse(config.inference().device()),
                threads,
                alone == 0 ? threads : alone,
                config.model().maxBytes());
        EaderConfig.Model model = config.model();
        return ModelRegistry.open(model.defaultName(), model.bundled(), model.path(), options);
    }

    void close(@Disposes ModelRegistry models) {
        models.close();
    }

    @Produces
    @Singleton
    ModelWatch modelWatch(EaderConfig config, ModelRegistry models, ModelMetrics metrics) {
        EaderConfig.Model model = config.model();
        return new ModelWatch(models, model.path(), model.watch(), metrics);
    }

    @Produces
    @Singleton
    ModelTrial modelTrial(EaderConfig config, ModelRegistry models, ModelMetrics metrics) {
        return new ModelTrial(
                models, config.model().candidates(), config.model().path(), metrics);
    }

    void close(@Disposes ModelWatch watch) {
        watch.close();
    }

    @Produces
    @Singleton
    Batcher batcher(EaderConfig config, ModelRegistry models, FrameMetrics metrics) {
        EaderConfig.Inference inference = config.inference();
        Duration timeout = inference.timeout();
        Parallelism parallelism = parallelism(config);
        BatchOptions options =
                new BatchOptions(parallelism.batchSize(), inference.batchWait(), parallelism.runs(), timeout);
        return new Batcher(models, options, metrics);
    }

    private static Parallelism parallelism(EaderConfig config) {
        EaderConfig.Inference inference = config.inference();
        return Parallelism.of(
                DeviceChoice.parse(inference.device()), inference.runs(), inference.threads(), inference.batchSize());
    }

    void close(@Disposes Batcher batcher) {
        batcher.close();
    }

    /** The threads that parse, decode and encode. */
    record Workers(ExecutorService threads) {}

    @Produces
    @Singleton
    Workers workers(EaderConfig config) {
        int wanted = config.stream().workers();
        if (wanted < 0) {
            throw new IllegalArgumentException(
                    "eader.stream.workers takes 0 (one for each core) or more, not " + wanted);
        }
        int count = wanted > 0 ? wanted : Runtime.getRuntime().availableProcessors();
        AtomicInteger number = new AtomicInteger();
        ThreadFactory named = task -> {
            Thread thread = new Thread(task, "worker-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        return new Workers(Executors.newFixedThreadPool(count, named));
    }

    void close(@Disposes Workers workers) {
        workers.threads().shutdownNow();
    }
}
