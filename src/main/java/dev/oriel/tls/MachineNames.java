package dev.oriel.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// What this machine is called and where it can be reached, as it was at one moment. Both change while a server runs: a name is given,
/// a network is joined.
///
/// Threads: any; immutable.
///
/// @param names     its name, alone and with `.local` as multicast DNS has it, and whatever the resolver calls it; in lower case
/// @param addresses of all interfaces that are up, but for IPv6 link-local ones, which no browser takes; without a scope
public record MachineNames(Set<String> names, Set<InetAddress> addresses) {
    private static final List<Path> NAME_FILES = List.of(Path.of("/etc/hostname"), Path.of("/proc/sys/kernel/hostname"));
    private static final byte IPV4_BYTES = 4;
    /// Nothing is known yet.
    public static final MachineNames NONE = new MachineNames(Set.of(), Set.of());

    public MachineNames {
        names = Set.copyOf(names);
        addresses = Set.copyOf(addresses);
    }

    /// Those of now. Blocking: may wait for the resolver.
    public static MachineNames find() {
        return new MachineNames(findNames(), findAddresses());
    }

    private static Set<String> findNames() {
        var names = new TreeSet<String>();
        for (var file : NAME_FILES) {
            try {
                names.add(Files.readString(file).strip().toLowerCase(Locale.ROOT));
            } catch (IOException e) {
                // Not every system keeps it there; the resolver knows it too.
            }
        }
        try {
            names.add(InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT));
        } catch (UnknownHostException e) {
            // A machine without a name is reached by address.
        }
        names.remove("");
        for (var name : List.copyOf(names)) {
            var first = name.split("\\.")[0];
            names.add(first);
            names.add(first + ".local");
        }
        return names;
    }

    private static Set<InetAddress> findAddresses() {
        var addresses = new LinkedHashSet<InetAddress>();
        try {
            for (var each : NetworkInterface.networkInterfaces().toList()) {
                if (each.isUp()) {
                    each.inetAddresses().filter(address -> isIpv4(address) || !address.isLinkLocalAddress())
                            .forEach(address -> addresses.add(withoutScope(address)));
                }
            }
        } catch (SocketException e) {
            // No interfaces, no addresses.
        }
        return addresses;
    }

    private static InetAddress withoutScope(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /// True where a server that listens at that name or address hears this machine alone. Blocking: may look up the name.
    public static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean isIpv4(InetAddress address) {
        return address.getAddress().length == IPV4_BYTES;
    }

    /// Its name without a domain.
    String shortName() {
        return names.stream().filter(name -> !name.contains(".") && !name.equals("localhost")).sorted().findFirst()
                .orElse("this machine");
    }

    /// The addresses at which other machines of the network may reach this one: IPv4, neither loopback nor link-local.
    public List<String> networkAddresses() {
        return addresses.stream()
                .filter(address -> isIpv4(address) && !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .map(InetAddress::getHostAddress).sorted().toList();
    }
}
