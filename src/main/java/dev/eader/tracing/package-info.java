/**
 * Traces by OpenTelemetry, and all that knows it: a span for each frame, one for each of its stages, and where the service
 * sends frames itself, one for that.
 */
package dev.eader.tracing;
