/**
 * Keeps code that only observes, such as metrics, traces and logs, from changing the outcome of a frame. Depends on no other
 * package of the service.
 */
package dev.eader.observe;
