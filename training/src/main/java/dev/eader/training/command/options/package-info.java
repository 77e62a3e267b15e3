/**
 * Options that several commands share, and the checks of their values.
 *
 * <p>{@link dev.eader.training.command.options.OptionCheck} is the entry point. May depend on {@code command.run} and on
 * {@code attention}, {@code data}, {@code network} and {@code onnx}.
 */
package dev.eader.training.command.options;
