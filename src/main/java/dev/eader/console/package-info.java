/**
 * The console's HTTP API and its access rules. Entry points: the {@code *Resource} classes, one per path below {@code /api};
 * {@link dev.eader.console.ConsoleLifecycle} starts the live feed. May depend on every package except command, bench and serve.
 */
package dev.eader.console;
