/**
 * The training program's command line and the commands that need no training run.
 *
 * <p>{@link dev.eader.training.command.Training} is the main class. May depend on all packages of the training build; none
 * of them depends on it.
 */
package dev.eader.training.command;
