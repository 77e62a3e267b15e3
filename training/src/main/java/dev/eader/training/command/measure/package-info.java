/**
 * The commands that measure time and accuracy: of training steps and of exported models.
 *
 * <p>May depend on {@code command.options} and {@code command.run}, and on {@code data}, {@code erasing}, {@code evaluation},
 * {@code network} and {@code onnx}.
 */
package dev.eader.training.command.measure;
