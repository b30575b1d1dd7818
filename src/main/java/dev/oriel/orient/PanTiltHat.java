package dev.oriel.orient;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// Pimoroni's Pan-Tilt HAT: two servos and a strip of up to 18 pixels with red, green, blue and white, at address 0x15.
///
/// The servos get pulses only from the first step of a movement to its end: a servo that is held hums, and gets warm. Servo 1 pans and servo
/// 2 tilts; both turn against the sense of [Pose].
///
/// Registers: 0 switches (bit 0 servo 1, bit 1 servo 2, bit 2 lights, bit 3 pixels rather than a dimmer); 1 and 3 the servos' pulses in
/// microseconds, 16 bits; from 5 on 72 bytes of pixels and one that ends them; 78 shows the pixels.
///
/// Threads: one call at a time. Source: github.com/pimoroni/pantilt-hat, library/pantilthat/pantilt.py.
final class PanTiltHat implements PanTilt {
    static final int ADDRESS = 0x15;
    /// Of the longest strip with white.
    static final int PIXELS = 18;
    /// Of the strip that is sold with it.
    private static final int OWN_PIXELS = 8;
    /// A servo needs that long for the last degrees.
    private static final Duration HOLD = Duration.ofMillis(300);
    private static final int SWITCHES = 0x00;
    private static final int PAN_PULSE = 0x01;
    private static final int TILT_PULSE = 0x03;
    private static final int FIRST_PIXEL = 0x05;
    private static final int SHOW = 0x4e;
    private static final int BOTH_SERVOS = 0b00011;
    private static final int LIGHTS_OF_PIXELS = 0b01100;
    private static final int COLOURS = 4;
    private static final int PIXEL_BYTES = PIXELS * COLOURS;
    private static final int BLOCK = 32;
    private static final double HALF_TURN = 180;
    private static final double MOST_DEGREES = HALF_TURN / 2;

    /// The pulses between which a servo turns by 180 degrees.
    ///
    /// @param shortest microseconds, at -90 degrees
    /// @param longest  microseconds, at 90 degrees
    record Pulses(int shortest, int longest) {
        static final Pulses USUAL = new Pulses(575, 2325);

        /// Rounded down, as the HAT's own library does.
        int at(double degrees) {
            return shortest + (int) ((longest - shortest) / HALF_TURN
                    * (Math.clamp(degrees, -MOST_DEGREES, MOST_DEGREES) + MOST_DEGREES));
        }
    }

    private final Smbus bus;
    private final Pulses pan;
    private final Pulses tilt;
    private final byte[] pixels = new byte[PIXEL_BYTES + 1];
    private boolean enabled;
    private boolean switched;
    private int panPulse = -1;
    private int tiltPulse = -1;

    PanTiltHat(Smbus bus, Pulses pan, Pulses tilt) {
        this.bus = bus;
        this.pan = pan;
        this.tilt = tilt;
        pixels[PIXEL_BYTES] = 1;
    }

    @Override
    public void move(Pose pose) throws IOException {
        try {
            turn(pose);
        } catch (IOException e) {
            enabled = false; // it may have lost its power, and with it all that it was told
            switched = false;
            throw e;
        }
    }

    private void turn(Pose pose) throws IOException {
        if (!enabled) {
            bus.writeByte(SWITCHES, LIGHTS_OF_PIXELS | BOTH_SERVOS);
            enabled = true;
            switched = true;
            panPulse = -1;
            tiltPulse = -1;
        }
        int nextPan = pan.at(-pose.pan());
        if (nextPan != panPulse) {
            bus.writeWord(PAN_PULSE, nextPan);
            panPulse = nextPan;
        }
        int nextTilt = tilt.at(-pose.tilt());
        if (nextTilt != tiltPulse) {
            bus.writeWord(TILT_PULSE, nextTilt);
            tiltPulse = nextTilt;
        }
    }

    @Override
    public void rest() throws IOException {
        enabled = false; // also where the bus fails: the next movement switches them on anew
        switched = false;
        bus.writeByte(SWITCHES, LIGHTS_OF_PIXELS);
        switched = true;
    }

    @Override
    public Duration hold() {
        return HOLD;
    }

    @Override
    public int pixels() {
        return OWN_PIXELS;
    }

    @Override
    public void light(List<PixelColour> colours) throws IOException {
        for (int i = 0; i < colours.size(); i++) {
            var colour = colours.get(i);
            pixel(i, new int[]{colour.red(), colour.green(), colour.blue(), colour.white()});
        }
        try {
            if (!switched) {
                bus.writeByte(SWITCHES, LIGHTS_OF_PIXELS);
                switched = true;
            }
            show();
        } catch (IOException e) {
            enabled = false;
            switched = false;
            throw e;
        }
    }

    /// Colours one pixel, which is seen after the next [#show].
    ///
    /// @param colour red, green, blue and white, 0 to 255 each
    void pixel(int index, int[] colour) {
        if (index < 0 || index >= PIXELS || colour.length != COLOURS
                || Arrays.stream(colour).anyMatch(part -> part < 0 || part > 255)) {
            throw new IllegalArgumentException("pixel " + index + " " + Arrays.toString(colour));
        }
        for (int part = 0; part < COLOURS; part++) {
            pixels[index * COLOURS + part] = (byte) colour[part];
        }
    }

    /// Sends the pixels to the strip.
    void show() throws IOException {
        for (int from = 0; from < pixels.length; from += BLOCK) {
            bus.writeBlock(FIRST_PIXEL + from, Arrays.copyOfRange(pixels, from, Math.min(pixels.length, from + BLOCK)));
        }
        bus.writeByte(SHOW, 1);
    }

    @Override
    public void close() {
        bus.close();
    }
}
