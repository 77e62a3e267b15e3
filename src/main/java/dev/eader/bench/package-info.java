/** What the way through Kafka costs: the service beside a bare loop and a naive program, on the same frames and model. */
package dev.eader.bench;
