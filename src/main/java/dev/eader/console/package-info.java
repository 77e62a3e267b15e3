/** The live page: what the cameras show and what the model sees in it, pushed to browsers as server-sent events. */
package dev.eader.console;
