/**
 * Entry point and options of the service. {@link dev.eader.EaderApplication} runs a command, or the service when there is none; {@link
 * dev.eader.EaderConfig} describes every option.
 */
package dev.eader;
