/**
 * Reads and writes Kafka records under the contract {@code eader.v1}: parsing, schema framing, CloudEvents headers, trace
 * context and identity of a frame. Start at {@link dev.eader.wire.FrameParser} and {@link dev.eader.wire.WireReader}.
 * Depends on no other package of the service.
 */
package dev.eader.wire;
