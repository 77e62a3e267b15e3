/** Keeps code that only observes (metrics, traces, logs) from failing the code that it observes. */
package dev.eader.observe;
