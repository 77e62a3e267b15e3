package dev.eader.scenes;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/**
 * An image being painted: packed RGB and the label of each pixel. A pixel belongs to the front object that covers at least
 * half of it. An object changes no other pixels, so the masks are exact. Not thread-safe.
 */
final class Canvas {

    /** Radius of an object of size 1: half the diagonal of its unit square, and a margin. */
    static final double REACH = 0.75;

    /** Texels per {@link #side}. */
    private static final double TEXELS = 400;

    final int width;
    final int height;
    final int[] rgb;
    final byte[] labels;

    Canvas(int width, int height) {
        this(width, height, new int[width * height]);
    }

    private Canvas(int width, int height, int[] rgb) {
        this.width = width;
        this.height = height;
        this.rgb = rgb;
        this.labels = new byte[rgb.length];
    }

    /** Returns a copy of the image whose labels are all background. */
    Canvas copy() {
        return new Canvas(width, height, rgb.clone());
    }

    /** Returns the unit of object sizes: the side of a square of the same area, in pixels. */
    double side() {
        return Math.sqrt((double) width * height);
    }

    /** Paints an object over the image. */
    void add(SceneObject object) {
        SceneObject.Pose pose = object.pose();
        int reach = (int) Math.ceil(pose.size() * REACH);
        int left = Math.max(0, (int) pose.x() - reach);
        int top = Math.max(0, (int) pose.y() - reach);
        int right = Math.min(width, (int) pose.x() + reach + 1);
        int bottom = Math.min(height, (int) pose.y() + reach + 1);
        if (left >= right || top >= bottom) {
            return;
        }
        BufferedImage layer = new BufferedImage(right - left, bottom - top, BufferedImage.TYPE_INT_ARGB);
        Graphics2D g = antialiased(layer);
        g.translate(-left, -top);
        object.paint(g);
        g.dispose();
        merge(((DataBufferInt) layer.getRaster().getDataBuffer()).getData(), left, top, right, bottom, object);
    }

    private void merge(int[] layer, int left, int top, int right, int bottom, SceneObject object) {
        SceneObject.Pose pose = object.pose();
        byte label = object.label();
        double scale = TEXELS / side();
        double cos = Math.cos(pose.angle()) * scale;
        double sin = Math.sin(pose.angle()) * scale;
        for (int y = top, i = 0; y < bottom; y++) {
            for (int x = left; x < right; x++, i++) {
                int alpha = layer[i] >>> 24;
                if (alpha >= 128) {
                    // The texture is rotated with the object.
                    double dx = x - pose.x();
                    double dy = y - pose.y();
                    int u = (int) (dx * cos + dy * sin + 4096);
                    int v = (int) (dy * cos - dx * sin + 4096);
                    int at = y * width + x;
                    rgb[at] = blend(rgb[at], FeltTexture.shade(layer[i], u, v), alpha + (alpha >> 7));
                    labels[at] = label;
                }
            }
        }
    }

    /** Applies the felt texture to the whole image, shifted by (u, v) texels. */
    void addTexture(int u, int v) {
        double scale = TEXELS / side();
        for (int y = 0, at = 0; y < height; y++) {
            for (int x = 0; x < width; x++, at++) {
                rgb[at] = FeltTexture.shade(rgb[at], u + (int) (x * scale), v + (int) (y * scale));
            }
        }
    }

    private static int blend(int below, int above, int weight) {
        int redBlue = ((below & 0xff00ff) * (256 - weight) + (above & 0xff00ff) * weight) >>> 8 & 0xff00ff;
        int green = ((below & 0xff00) * (256 - weight) + (above & 0xff00) * weight) >>> 8 & 0xff00;
        return redBlue | green;
    }

    /** Returns antialiased graphics for an image. */
    static Graphics2D antialiased(BufferedImage image) {
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        return g;
    }
}
