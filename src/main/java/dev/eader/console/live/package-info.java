/**
 * The live view: reads frames and segmentations from Kafka, joins them, and sends the newest frame of every camera to each open
 * page as server-sent events. Entry points: {@link dev.eader.console.live.LiveFeed} reads,
 * {@link dev.eader.console.live.LivePage} sends. May depend on broker, wire and the wire contract, not on the HTTP resources.
 */
package dev.eader.console.live;
