/**
 * Draws charts, grids of pictures and overlays as PNG images. The entry points are {@link
 * dev.eader.training.figure.LineFigure}, {@link dev.eader.training.figure.BarFigure} and {@link
 * dev.eader.training.figure.PictureGrid}. Depends on no other package of this build.
 */
package dev.eader.training.figure;
