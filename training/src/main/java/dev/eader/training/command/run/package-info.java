/**
 * The files of a training run: {@code run.json}, {@code checkpoint.safetensors}, {@code log.csv} and cards.
 *
 * <p>{@link dev.eader.training.command.run.RunFolder} is the entry point. May depend on data, network, evaluation and onnx;
 * no other package of the commands.
 */
package dev.eader.training.command.run;
