package dev.eader.tracing;

import io.opentelemetry.api.common.AttributeKey;

/** Keys of span attributes: those of OpenTelemetry's semantic conventions for messaging, and the service's own. */
final class SpanAttributes {
    static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("messaging.operation.type");
    static final AttributeKey<String> TOPIC = AttributeKey.stringKey("messaging.destination.name");
    static final AttributeKey<String> PARTITION = AttributeKey.stringKey("messaging.destination.partition.id");
    static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");
    static final AttributeKey<String> GROUP = AttributeKey.stringKey("messaging.consumer.group.name");
    static final AttributeKey<Long> BYTES = AttributeKey.longKey("messaging.message.body.size");
    static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    static final AttributeKey<String> CAMERA = AttributeKey.stringKey("eader.camera.id");
    static final AttributeKey<String> FRAME = AttributeKey.stringKey("eader.frame.id");
    static final AttributeKey<Long> SEQUENCE = AttributeKey.longKey("eader.frame.sequence");
    static final AttributeKey<Long> KAFKA_MILLIS = AttributeKey.longKey("eader.kafka.wait_ms");
    static final AttributeKey<Long> AGE_MILLIS = AttributeKey.longKey("eader.frame.age_ms");
    static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("eader.outcome");
    static final AttributeKey<String> REASON = AttributeKey.stringKey("eader.skipped.reason");
    static final AttributeKey<String> STAGE = AttributeKey.stringKey("eader.failed.stage");
    static final AttributeKey<Long> WIDTH = AttributeKey.longKey("eader.image.width");
    static final AttributeKey<Long> HEIGHT = AttributeKey.longKey("eader.image.height");
    static final AttributeKey<String> MODEL = AttributeKey.stringKey("eader.model.name");
    static final AttributeKey<String> VERSION = AttributeKey.stringKey("eader.model.version");
    static final AttributeKey<String> SHA256 = AttributeKey.stringKey("eader.model.sha256");
    static final AttributeKey<Long> BATCH_SIZE = AttributeKey.longKey("eader.batch.size");

    private SpanAttributes() {}
}
