/**
 * Starts the training program in a second JVM, because PyTorch reads its settings from environment variables before Java code
 * can set them. {@link dev.eader.training.command.launch.ChildJvm} runs in the first JVM,
 * {@link dev.eader.training.command.launch.ParentWatch} and {@link dev.eader.training.command.launch.UnpackingNotice} in the
 * second.
 */
package dev.eader.training.command.launch;
