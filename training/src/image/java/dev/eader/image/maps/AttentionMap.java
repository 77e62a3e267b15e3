package dev.eader.image.maps;

import dev.eader.image.Size;

/**
 * The attention map of one class at the stride of the network, quantised to 8 bits.
 *
 * @param values rows x columns unsigned bytes, rows from the top; not copied
 * @param scale attention in [0,1] is value times scale
 * @throws IllegalArgumentException if the number of values does not match rows and columns
 */
public record AttentionMap(int rows, int columns, byte[] values, float scale) {
    /** The scale at which attention 1 is the value 255. */
    public static final float UNIT_SCALE = 1 / 255f;

    public AttentionMap {
        if (values.length != new Size(columns, rows).pixels()) {
            throw new IllegalArgumentException("an attention map of " + rows + " rows x " + columns
                    + " columns needs 1 value per cell, but has " + values.length + " values");
        }
    }

    /**
     * Quantises to the nearest of 256 values; the error is at most 1/510.
     *
     * @param attention rows x columns values in [0,1], rows from the top
     * @throws IllegalArgumentException if a value is outside [0,1] or their number does not match
     */
    public static AttentionMap quantise(float[] attention, int rows, int columns) {
        byte[] values = new byte[attention.length];
        for (int i = 0; i < values.length; i++) {
            float value = attention[i];
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("attention must be in [0,1], but is " + value + " at row "
                        + i / columns + ", column " + i % columns);
            }
            values[i] = (byte) Math.round(value * 255);
        }
        return new AttentionMap(rows, columns, values, UNIT_SCALE);
    }
}
