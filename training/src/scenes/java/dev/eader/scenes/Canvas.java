package dev.eader.scenes;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/**
 * A picture in the making, before the camera: packed RGB and the label of every pixel. A pixel belongs to the piece in
 * front that covers at least half of it; a piece changes no other pixel, so that the masks are exact.
 */
final class Canvas {

    /** How far a piece of size 1 may reach from its centre: half the diagonal of its unit square and a little. */
    static final double REACH = 0.75;

    /** Texels across the picture's mean side. */
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

    /** The same picture again, with nothing but background in its label map. */
    Canvas copy() {
        return new Canvas(width, height, rgb.clone());
    }

    /** The length that sizes are measured against: the side of a square of the same area, in pixels. */
    double side() {
        return Math.sqrt((double) width * height);
    }

    void add(SceneObject piece) {
        SceneObject.Pose pose = piece.pose();
        int reach = (int) Math.ceil(pose.size() * REACH);
        int left = Math.max(0, (int) pose.x() - reach);
        int top = Math.max(0, (int) pose.y() - reach);
        int right = Math.min(width, (int) pose.x() + reach + 1);
        int bottom = Math.min(height, (int) pose.y() + reach + 1);
        if (left >= right || top >= bottom) {
            return;
        }
        BufferedImage layer = new BufferedImage(right - left, bottom - top, BufferedImage.TYPE_INT_ARGB);
        Graphics2D g = smooth(layer);
        g.translate(-left, -top);
        piece.paint(g);
        g.dispose();
        merge(((DataBufferInt) layer.getRaster().getDataBuffer()).getData(), left, top, right, bottom, piece);
    }

    private void merge(int[] layer, int left, int top, int right, int bottom, SceneObject piece) {
        SceneObject.Pose pose = piece.pose();
        byte label = piece.label();
        double scale = TEXELS / side();
        double cos = Math.cos(pose.angle()) * scale;
        double sin = Math.sin(pose.angle()) * scale;
        for (int y = top, i = 0; y < bottom; y++) {
            for (int x = left; x < right; x++, i++) {
                int alpha = layer[i] >>> 24;
                if (alpha >= 128) {
                    // the texture lies on the piece and turns with it
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

    /** Lays the cloth's texture over everything drawn so far. */
    void texture(int u, int v) {
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

    static Graphics2D smooth(BufferedImage image) {
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        return g;
    }
}
