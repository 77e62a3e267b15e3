/**
 * The commands that train a localizer by adversarial erasing and write its attention maps.
 *
 * <p>{@link dev.eader.training.command.erasing.Train} is the entry point. May depend on {@code command.train}, {@code
 * command.options} and {@code command.run}, and on the packages of the method.
 */
package dev.eader.training.command.erasing;
