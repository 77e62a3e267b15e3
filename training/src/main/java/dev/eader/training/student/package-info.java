/**
 * The student: a segmentation network with the localizer as its backbone, trained on pseudo-labels. Entry points: {@link
 * dev.eader.training.student.Student}, {@link dev.eader.training.student.StudentTraining} and {@link
 * dev.eader.training.student.StudentMaps}. May depend on {@code attention}, {@code optimisation}, {@code network} and {@code
 * data}.
 */
package dev.eader.training.student;
