package dev.eader.serve;

import dev.eader.broker.Topics;
import dev.eader.camera.SendTracer;
import dev.eader.config.EaderConfig;
import dev.eader.config.FreshnessConfig;
import dev.eader.config.ImageConfig;
import dev.eader.config.SchemaConfig;
import dev.eader.config.StreamConfig;
import dev.eader.fetch.ClaimCheck;
import dev.eader.fetch.ClaimCheckOptions;
import dev.eader.image.ImageDecoder;
import dev.eader.image.ImageLimits;
import dev.eader.inference.Batcher;
import dev.eader.inference.ModelRegistry;
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

/** Creates the beans that process frames: topology, look-ahead, pipeline, worker threads, metrics and tracing. */
final class StreamFactory {

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

    /** The serializer of segmentations, with the framing that the options ask for. */
    static FramingSerializer framing(SchemaConfig schema) {
        int id = schema.segmentationId().orElse(0);
        if (schema.framing() != SchemaConfig.Framing.RAW && id < 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "eader.schema.framing=%s requires eader.schema.segmentation-id, which must be at least 1, but is %d",
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
        StreamConfig stream = config.stream();
        LookAhead lookAhead =
                new LookAhead(pipeline::submit, stream.lookAheadFrames(), stream.lookAheadBytes(), metrics);
        metrics.registerGauges(batcher::queueDepth, lookAhead);
        return lookAhead;
    }

    @Produces
    @Singleton
    FramePipeline pipeline(
            EaderConfig config, ModelRegistry models, Batcher batcher, Workers workers, Instance<Vertx> vertx) {
        ImageConfig image = config.image();
        return new FramePipeline(
                new ImageDecoder(limits(image)),
                new ClaimCheck(claimCheck(image), vertx::get),
                models,
                batcher,
                freshness(config),
                workers.threads());
    }

    private static ClaimCheckOptions claimCheck(ImageConfig image) {
        return new ClaimCheckOptions(
                image.uriSchemes().orElse(List.of()),
                image.uriPrefixes().orElse(List.of()),
                image.uriPrivateAddresses(),
                image.uriTimeout(),
                image.maxBytes());
    }

    private static ImageLimits limits(ImageConfig image) {
        try {
            return new ImageLimits(image.maxBytes(), image.maxPixels());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "eader.image.max-bytes and eader.image.max-pixels: " + e.getMessage(), e);
        }
    }

    private static FrameAgeLimits freshness(EaderConfig config) {
        FreshnessConfig options = config.freshness();
        boolean latest = options.policy() == FreshnessConfig.Policy.LATEST;
        boolean transactions = config.stream().guarantee().startsWith("exactly_once");
        Duration commit = transactions ? config.stream().commitInterval() : Duration.ZERO;
        return new FrameAgeLimits(latest, options.maxAge(), options.camera(), commit, Clock.systemUTC());
    }

    @Produces
    @Singleton
    FrameMetrics metrics(MeterRegistry registry) {
        return new FrameMetrics(registry);
    }

    /** The threads that parse, decode and encode frames. */
    record Workers(ExecutorService threads) {}

    @Produces
    @Singleton
    Workers workers(EaderConfig config) {
        int configured = config.stream().workers();
        if (configured < 0) {
            throw new IllegalArgumentException(
                    "eader.stream.workers must be at least 0 (0 = one per core), but is " + configured);
        }
        int count = configured > 0 ? configured : Runtime.getRuntime().availableProcessors();
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
