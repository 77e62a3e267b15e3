/** Entry point of the program: {@link dev.eader.EaderApplication} runs the service or a command. */
package dev.eader;
