package dev.oriel.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A range of IP addresses, written `10.0.0.0/8`, or a single one.
public final class Network {
    private final byte[] address;
    private final int prefixBits;

    private Network(byte[] address, int prefixBits) {
        this.address = address;
        this.prefixBits = prefixBits;
    }

    /// @throws IllegalArgumentException with words for a user when `text` is neither
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("\"" + text + "\" is no IP address or network");
        }
        int bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > address.length * 8) {
            throw new IllegalArgumentException("\"" + text + "\" has no prefix of 0 to " + address.length * 8 + " bits");
        }
        return new Network(address, bits);
    }

    public boolean contains(@Nullable InetAddress other) {
        byte[] bytes = other == null ? new byte[0] : other.getAddress();
        if (bytes.length != address.length) {
            return false;
        }
        int whole = prefixBits / 8;
        if (!Arrays.equals(bytes, 0, whole, address, 0, whole)) {
            return false;
        }
        int rest = prefixBits % 8;
        return rest == 0 || (bytes[whole] ^ address[whole]) >> (8 - rest) == 0;
    }
}
