/**
 * Writes event files for TensorBoard: {@link dev.eader.training.tensorboard.EventFile}. May depend on {@code data}.
 */
package dev.eader.training.tensorboard;
