/**
 * Starts, resumes and logs a training run of any kind.
 *
 * <p>{@link dev.eader.training.command.train.TrainCommand} is the entry point: the {@code train} commands extend it. May
 * depend on {@code command.options}, {@code command.run}, {@code data}, {@code network}, {@code onnx}, {@code optimisation}, {@code
 * student} and {@code tensorboard}.
 */
package dev.eader.training.command.train;
