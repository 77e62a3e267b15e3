/**
 * The topics of the service with their settings and size limits ({@link dev.eader.broker.Topics}), and the embedded
 * single-node Kafka ({@link dev.eader.broker.EmbeddedKafka}). Depends on Kafka only.
 */
package dev.eader.broker;
