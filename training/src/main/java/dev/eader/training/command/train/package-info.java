/**
 * Starts, resumes and logs a training run of any kind.
 *
 * <p>{@link dev.eader.training.command.train.TrainCommand} is the entry point: the {@code train} commands extend it. May
 * depend on {@code command.options} and {@code command.run} and on the packages that they may depend on.
 */
package dev.eader.training.command.train;
