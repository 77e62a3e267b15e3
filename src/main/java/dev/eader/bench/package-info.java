/**
 * Measures what the service costs compared with a bare loop without Kafka and with a naive Kafka Streams program, on
 * the same frames and model. The entry points are {@link dev.eader.bench.Comparison} and
 * {@link dev.eader.bench.BatchSizeBenchmark}. Depends on {@code image}, {@code inference}, {@code stream},
 * {@code broker} and {@code camera}; only {@code command} uses it.
 */
package dev.eader.bench;
