/**
 * Exports traces by OpenTelemetry, on which no other package but {@code serve} depends. Start at
 * {@link dev.eader.tracing.FrameSpans}. Depends on {@code stream}, {@code camera} and {@code wire}.
 */
package dev.eader.tracing;
