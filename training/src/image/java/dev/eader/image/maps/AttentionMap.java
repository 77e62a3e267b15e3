package dev.eader.image.maps;

import dev.eader.image.Size;

/**
 * Where the network looked, at its own stride, a byte a cell.
 *
 * @param values rows x columns unsigned bytes, rows from the top
 * @param scale attention in [0,1] is value times scale
 */
public record AttentionMap(int rows, int columns, byte[] values, float scale) {
    /** One 255th: attention is in [0,1], and 1 is exactly 255. */
    public static final float UNIT_SCALE = 1 / 255f;

    public AttentionMap {
        if (values.length != new Size(columns, rows).pixels()) {
            throw new IllegalArgumentException("an attention map of " + rows + " rows x " + columns
                    + " columns does not have " + values.length + " values");
        }
    }

    /**
     * Rounds to the nearest of 256 steps, so that an error is at most half a step.
     *
     * @param attention rows x columns values in [0,1]
     * @throws IllegalArgumentException when a value is not in [0,1], or not as many are there
     */
    public static AttentionMap quantise(float[] attention, int rows, int columns) {
        byte[] values = new byte[attention.length];
        for (int i = 0; i < values.length; i++) {
            float value = attention[i];
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("attention must be in [0,1], found " + value + " at row "
                        + i / columns + ", column " + i % columns);
            }
            values[i] = (byte) Math.round(value * 255);
        }
        return new AttentionMap(rows, columns, values, UNIT_SCALE);
    }

    /** The attention in [0,1], rows x columns. */
    public float[] toFloats() {
        float[] attention = new float[values.length];
        for (int i = 0; i < attention.length; i++) {
            attention[i] = (values[i] & 0xff) * scale;
        }
        return attention;
    }
}
