/**
 * The options of the service: one interface for each prefix, with the type, default and description of every option. {@link
 * dev.eader.config.EaderConfig} is their root; {@code src/docs/options.md} is generated from them. Depends on no other
 * package.
 */
package dev.eader.config;
