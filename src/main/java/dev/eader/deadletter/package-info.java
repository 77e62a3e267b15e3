/**
 * Dead-letter records: their headers, reading them, and redriving them, that is, sending their frames to the frames topic
 * again. Start at {@link dev.eader.deadletter.Redriver}. Depends on {@code wire}, {@code broker} and {@code image}.
 */
package dev.eader.deadletter;
