/**
 * Health checks of the service for Kubernetes and for {@code /q/health}, and the observations they report. Entry points are
 * {@link dev.eader.health.StreamHealth} and {@link dev.eader.health.AssignmentHealth}. May depend on {@code serve}, {@code
 * stream}, {@code inference} and {@code broker}.
 */
package dev.eader.health;
