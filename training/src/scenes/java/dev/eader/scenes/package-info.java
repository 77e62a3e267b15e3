/**
 * Generates camera-like images of felt toys with exact label maps, for the demo, tests and training: {@link
 * dev.eader.scenes.SceneGenerator} single images, {@link dev.eader.scenes.SceneVideo} a video. Depends on the JDK only. The
 * pixels must never change for a given seed, because models and tests depend on them.
 */
package dev.eader.scenes;
