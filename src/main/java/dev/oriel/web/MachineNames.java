package dev.oriel.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What this machine is called, and where it can be reached.
public final class MachineNames {
    private static final Set<String> ALL = find();

    private MachineNames() {
    }

    /// Its name, alone and with `.local` as multicast DNS has it, and whatever the resolver calls it.
    static Set<String> all() {
        return ALL;
    }

    private static Set<String> find() {
        var names = new TreeSet<String>();
        try {
            names.add(Files.readString(Path.of("/etc/hostname")).strip());
        } catch (IOException e) {
            // Not every system keeps it there; the resolver knows it too.
        }
        try {
            names.add(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            // A machine without a name is reached by address.
        }
        names.remove("");
        for (var name : List.copyOf(names)) {
            names.add(name.split("\\.")[0]);
            names.add(name.split("\\.")[0] + ".local");
        }
        return names;
    }

    /// True where a server that listens at that name or address hears this machine alone. Blocking: may look up the name.
    public static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /// The addresses at which other machines of the network may reach this one: IPv4, neither loopback nor link-local.
    public static List<String> networkAddresses() {
        var addresses = new ArrayList<String>();
        try {
            for (var each : NetworkInterface.networkInterfaces().toList()) {
                if (each.isUp() && !each.isLoopback()) {
                    each.inetAddresses().filter(address -> address.getAddress().length == 4 && !address.isLinkLocalAddress())
                            .forEach(address -> addresses.add(address.getHostAddress()));
                }
            }
        } catch (SocketException e) {
            // No interfaces, no addresses.
        }
        return addresses;
    }
}
