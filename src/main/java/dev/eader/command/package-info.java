/**
 * The command line. {@link dev.eader.command.Commands} is its entry point; each command is a class, and their shared options
 * are {@link dev.eader.command.ConnectionOptions}. Runs without Quarkus. May depend on {@code broker}, {@code camera},
 * {@code bench}, {@code image} and {@code wire}.
 */
package dev.eader.command;
