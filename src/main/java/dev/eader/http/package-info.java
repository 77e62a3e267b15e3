/**
 * Limits of HTTP connections: time of a request, bytes waiting for slow clients, accepted methods. {@link
 * dev.eader.http.ServerConnections} adds them to each connection of the console's and the management port. Depends on no
 * other package.
 */
package dev.eader.http;
