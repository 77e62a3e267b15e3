/**
 * Limits of HTTP connections: time for a request, bytes that wait for slow readers, methods that are answered. They hold for
 * every connection of the console's and the management port, below routing.
 */
package dev.eader.http;
