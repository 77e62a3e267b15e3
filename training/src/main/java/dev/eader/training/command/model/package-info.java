/**
 * The commands that evaluate, export and verify the network of a finished run, a localizer or a student.
 *
 * <p>{@link dev.eader.training.command.model.Evaluate}, {@link dev.eader.training.command.model.Export} and {@link
 * dev.eader.training.command.model.Verify} each have one nested command per kind of network. May depend on {@code
 * command.erasing}, {@code command.student}, {@code command.options} and {@code command.run}.
 */
package dev.eader.training.command.model;
