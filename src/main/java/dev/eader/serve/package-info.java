/**
 * Assembles and runs the service: {@link dev.eader.serve.Serve} starts it, the factories create its beans from the options,
 * and the settings classes derive the configuration of Kafka Streams, OpenTelemetry and the management port. May depend on
 * every package except {@code command}, {@code console} and {@code health}.
 */
package dev.eader.serve;
