package dev.oriel.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// From where an address of the internet protocol can be reached; the nearest first.
///
/// Source: the IANA registries of special-purpose addresses for IPv4 and IPv6.
public enum Reach {
    /// This machine.
    LOOPBACK,
    /// This machine's wire.
    LINK_LOCAL,
    /// This site: RFC 1918, and the unique local addresses of IPv6.
    PRIVATE,
    /// No address of the internet, and no site's own: those of carriers and overlays, tests, groups.
    SHARED,
    /// Everybody.
    PUBLIC;

    /// True where no authority would sign a certificate for the address.
    boolean isPrivate() {
        return this == LOOPBACK || this == LINK_LOCAL || this == PRIVATE;
    }

    /// @param address an IPv6 address that carries one of IPv4 counts as that
    public static Reach of(InetAddress address) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return LOOPBACK;
        } else if (address.isLinkLocalAddress()) {
            return LINK_LOCAL;
        } else if (address.isSiteLocalAddress()) {
            return PRIVATE;
        } else if (address.isMulticastAddress()) {
            return SHARED;
        }
        return address instanceof Inet6Address ? ofSix(address.getAddress()) : ofFour(address.getAddress());
    }

    private static Reach ofFour(byte[] b) {
        int first = b[0] & 0xff;
        int second = b[1] & 0xff;
        if (first == 0) {
            return LOOPBACK;
        }
        boolean shared = first >= 240 || (first == 100 && second >= 64 && second < 128) || (first == 198 && (second & 0xfe) == 18)
                || (first == 192 && second == 0 && b[2] == 0);
        return shared ? SHARED : PUBLIC;
    }

    private static Reach ofSix(byte[] b) {
        if ((b[0] & 0xfe) == 0xfc) {
            return PRIVATE;
        } else if (startsWith(b, 0x20, 0x02)) { // 6to4
            return carried(b, 2);
        } else if (startsWith(b, 0, 0x64, 0xff, 0x9b) || startsWith(b, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)) { // NAT64, mapped, compatible
            return carried(b, 12);
        }
        return PUBLIC;
    }

    private static boolean startsWith(byte[] bytes, int... start) {
        for (int i = 0; i < start.length; i++) {
            if ((bytes[i] & 0xff) != start[i]) {
                return false;
            }
        }
        return true;
    }

    private static Reach carried(byte[] six, int offset) {
        try {
            return of(InetAddress.getByAddress(Arrays.copyOfRange(six, offset, offset + 4)));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
