package dev.oriel.config;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// A range of IP addresses, written `10.0.0.0/8`, or a single one.
public final class Network {
    private final IpSubnetFilterRule rule;

    private Network(IpSubnetFilterRule rule) {
        this.rule = rule;
    }

    /// @throws IllegalArgumentException with words for a user when `text` is neither
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        var address = NetUtil.createInetAddressFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("\"" + text + "\" is no IP address or network");
        }
        int most = address.getAddress().length * 8;
        int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException("\"" + text + "\" has no prefix of 0 to " + most + " bits");
        }
        return new Network(new IpSubnetFilterRule(address, bits, IpFilterRuleType.ACCEPT));
    }

    public boolean contains(@Nullable InetAddress other) {
        return other != null && rule.matches(new InetSocketAddress(other, 0));
    }
}
