/**
 * The files of a training run: {@code run.json}, {@code checkpoint.safetensors}, {@code log.csv} and cards.
 *
 * <p>{@link dev.eader.training.command.run.RunFolder} is the entry point. May depend on {@code attention}, {@code data},
 * {@code evaluation}, {@code network} and {@code onnx}, and on no other package of commands.
 */
package dev.eader.training.command.run;
