/**
 * Fetches the image of a frame that names it by URI: allowed URIs, public addresses, size limit and deadline. Start at
 * {@link dev.eader.fetch.ClaimCheck}. Depends on {@code wire} only.
 */
package dev.eader.fetch;
