/**
 * The commands that train a student, a segmentation network that learns from pseudo-labels, and write its labels.
 *
 * <p>{@link dev.eader.training.command.student.StudentTrain} is the entry point. May depend on {@code command.train}, {@code
 * command.options} and {@code command.run}, and on the package {@code student}.
 */
package dev.eader.training.command.student;
