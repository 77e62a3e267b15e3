package dev.eader;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Every option of the service, {@code eader.<area>.<aspect>}, with its default. */
@ConfigMapping(prefix = "eader")
public interface EaderConfig {

    Topics topics();

    Model model();

    Inference inference();

    Image image();

    Stream stream();

    Freshness freshness();

    Schema schema();

    Broker broker();

    Demo demo();

    Console console();

    Tracing tracing();

    Log log();

    interface Topics {
        /** Put before each topic's name, as in {@code site7.}{@code frames.v1}. */
        @WithDefault("")
        Optional<String> prefix();

        /** Whether the service makes the topics that are missing when it starts. */
        @WithDefault("true")
        boolean create();

        /** Partitions of the topics it makes. No more instances than this can work at once. */
        @WithDefault("4")
        int partitions();

        /** Replication factor of the topics it makes; -1 is the broker's default. */
        @WithDefault("-1")
        short replication();
    }

    interface Model {
        /** The model that answers frames which name none. */
        @WithName("default")
        @WithDefault("voc-animals")
        String defaultName();

        /** Which of the bundled models to load. */
        @WithDefault("voc-animals,scenes")
        List<String> bundled();

        /** ONNX files by name: {@code eader.model.path.NAME=FILE}. A bundled model of the same name gives way. */
        Map<String, Path> path();

        /** How often these files are looked at, to serve one anew that has changed; 0 is never. */
        @WithDefault("2s")
        Duration watch();

        /** Largest model file that is read, in bytes, at the start, when a file has changed, and as a candidate. */
        @WithDefault("536870912")
        int maxBytes();

        /**
         * A folder of ONNX files that the console may try on live frames and put in a served model's place. Whoever may
         * write by {@code eader.console.write} may do so; none unless given.
         */
        Optional<Path> candidates();
    }

    interface Inference {
        /** {@code cpu}, {@code cuda:N}, or {@code auto}: the first GPU where there is one, else the CPU. */
        @WithDefault("auto")
        String device();

        /** Runs side by side; 0 is one for each core on a CPU, and one on a GPU. */
        @WithDefault("0")
        int runs();

        /** Threads of ONNX Runtime within one run; 0 shares the cores out among the runs. */
        @WithDefault("0")
        int threads();

        /**
         * The same for a run that no other goes on beside; 0 is no more than that. More is less latency at little load and
         * less throughput at much, and each model is in memory twice.
         */
        @WithDefault("0")
        int threadsAlone();

        /** Images in a batch at most; 0 is 1 on a CPU, which gains nothing from more, and 8 on a GPU. */
        @WithDefault("0")
        int batchSize();

        /** How long an incomplete batch may wait for more images of its shape. */
        @WithDefault("2ms")
        Duration batchWait();

        /** A frame whose inference takes longer than this has failed. */
        @WithDefault("10s")
        Duration timeout();
    }

    interface Image {
        /** Bytes of an encoded or raw picture at most. */
        @WithDefault("8388608")
        int maxBytes();

        /** Pixels of a picture at most, by its header. */
        @WithDefault("33554432")
        long maxPixels();

        /**
         * Schemes of uris that a frame may name its picture by: {@code file}, {@code http}, {@code https} (presigned ones
         * of S3 too). None unless given. Each needs one of {@code uri-prefixes}.
         */
        Optional<List<String>> uriSchemes();

        /** Folders that those uris must lie in, as {@code file:///frames/} or {@code https://host/frames/}. */
        Optional<List<String>> uriPrefixes();

        /** How long the fetch of a uri over http(s) may take, from the look-up of its name to its last byte. */
        @WithDefault("5s")
        Duration uriTimeout();

        /** Whether hosts of uris may be at private, link-local or loopback addresses. */
        @WithDefault("false")
        boolean uriPrivateAddresses();
    }

    interface Stream {
        /** {@code exactly_once_v2} or {@code at_least_once}. */
        @WithDefault("exactly_once_v2")
        String guarantee();

        /** How often results are committed, and so, exactly-once, how long a reader may wait for one. */
        @WithDefault("50ms")
        Duration commitInterval();

        /**
         * Stream threads: 1, or under {@code LATEST} one for each partition, so that cameras are served alike. Order holds
         * within a partition, whatever their number.
         */
        OptionalInt threads();

        /** Threads that parse, decode and encode; 0 is one for each core. */
        @WithDefault("0")
        int workers();

        /**
         * A name that this instance keeps over restarts, and no other has. It then gets its partitions back without a
         * rebalance when it is back within Kafka's session timeout (static membership).
         */
        Optional<String> instance();

        /** Frames in hand at most. */
        @WithDefault("64")
        int lookAheadFrames();

        /** Bytes of frames in hand at most, as they came. */
        @WithDefault("134217728")
        long lookAheadBytes();
    }

    interface Freshness {
        /** {@code LOSSLESS}: every frame is processed. {@code LATEST}: frames older than {@code max-age} are skipped. */
        @WithDefault("LOSSLESS")
        Policy policy();

        /**
         * How old a frame may be under {@code LATEST}. When its inference begins, the commit interval that its result may
         * wait for its reader, exactly-once, counts as well.
         */
        @WithDefault("500ms")
        Duration maxAge();

        /** Cameras with a maximum age of their own, whatever the policy: {@code eader.freshness.camera.ID=500ms}. */
        Map<String, Duration> camera();

        enum Policy {
            LOSSLESS,
            LATEST
        }
    }

    interface Schema {
        /**
         * What stands before each segmentation, for readers that find its schema in a registry: nothing ({@code RAW}), or the
         * framing of Confluent's or of Apicurio's serializers. Frames are read with any of them, whatever this says.
         */
        @WithDefault("RAW")
        Framing framing();

        /** The id that the registry has for {@code eader/v1/segmentation.proto}; needed unless the framing is {@code RAW}. */
        OptionalInt segmentationId();

        enum Framing {
            RAW,
            CONFLUENT,
            APICURIO
        }
    }

    interface Broker {
        /** Port of the embedded broker; the next free one where it is taken. */
        @WithDefault("9092")
        int port();

        /** Where the embedded broker keeps its log; a fresh directory, gone at the end, when not given. */
        Optional<Path> dir();

        /** Whether the broker in use is the embedded one. Set by the service itself. */
        @WithDefault("false")
        boolean embedded();
    }

    interface Demo {
        /** Frames a second of the demo camera, which runs beside the embedded broker; 0 is no demo camera. */
        @WithDefault("10")
        double fps();
    }

    interface Console {
        /** Whether the console's page and streams are served. */
        @WithDefault("true")
        boolean enabled();

        /**
         * Who may send pictures over HTTP: nobody ({@code off}), who has the token ({@code token}), everybody ({@code
         * open}). Unless given: {@code open} with the embedded broker, else {@code off}.
         */
        Optional<Write> write();

        /** The token of {@code write=token}, as in {@code Authorization: Bearer TOKEN}; 16 characters or more. */
        Optional<String> token();

        enum Write {
            OFF,
            TOKEN,
            OPEN
        }
    }

    interface Tracing {
        /**
         * Where each frame's spans are sent, by OTLP: a collector, Jaeger or Tempo, as in {@code http://collector:4318}.
         * No traces unless given. TLS, headers and the rest go by Quarkus' names, {@code quarkus.otel.exporter.otlp.*}.
         */
        Optional<String> endpoint();

        /** {@code http/protobuf}, usually at port 4318, or {@code grpc}, usually at 4317. */
        @WithDefault("http/protobuf")
        String protocol();

        /** Share of the frames without a {@code traceparent} that are traced, 0 to 1. Others go by their sender's flag. */
        @WithDefault("1")
        double ratio();
    }

    interface Log {
        /** {@code TEXT}, or {@code JSON}: a line of the console is an object, with what it is about in {@code mdc}. */
        @WithDefault("TEXT")
        Format format();

        enum Format {
            TEXT,
            JSON
        }
    }
}
